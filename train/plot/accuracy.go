package plot

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// leastError bounds how near to 1 an accuracy is drawn.
const leastError = 1e-5

// accuracyScale puts an accuracy where the logarithm of its error, 1 less it, lies:
// 0.9, 0.99 and 0.999 are equally far apart.
type accuracyScale struct{}

func height(accuracy float64) float64 { return -math.Log(max(leastError, 1-accuracy)) }

// Normalize returns where x lies between low and high, from 0 to 1.
func (accuracyScale) Normalize(low, high, x float64) float64 {
	return (height(x) - height(low)) / (height(high) - height(low))
}

// AccuracyAxis makes an axis one of accuracies, from low to high and a little more,
// on a scale on which halving the error is the same step everywhere.
func AccuracyAxis(a *plot.Axis, low, high float64) {
	const margin = 0.06
	const largest = 0.999 // that the axis begins with: what is better still is all but perfect
	bottom, top := height(min(low, largest)), height(high)
	around := max(margin*(top-bottom), 0.01)
	a.Scale = accuracyScale{}
	a.Min, a.Max = 1-math.Exp(around-bottom), 1-math.Exp(-around-top)
	if high > a.Max { // nearer to 1 than is drawn apart
		a.Max = 1
	}
	a.Tick.Marker = plot.TickerFunc(accuracyTicks)
}

// accuracyTicks marks errors of 1, 2 and 5 times powers of ten; the powers alone
// where that would be many, and evenly where it would be few.
func accuracyTicks(low, high float64) []plot.Tick {
	const few, many = 3, 9
	for _, times := range [][]float64{{5, 2, 1}, {1}} {
		if ticks := errorTicks(low, high, times); len(ticks) < few {
			break
		} else if len(ticks) <= many {
			return ticks
		}
	}
	return plot.DefaultTicks{}.Ticks(low, high)
}

func errorTicks(low, high float64, times []float64) (ticks []plot.Tick) {
	if low <= 0 {
		ticks = append(ticks, plot.Tick{Value: 0, Label: "0"})
	}
	for e := 1; e <= 5; e++ {
		for _, m := range times {
			if v := 1 - m*math.Pow(10, -float64(e)); v >= low && v <= high && 1-v > 1.5*leastError {
				ticks = append(ticks, plot.Tick{Value: v, Label: strconv.FormatFloat(v, 'f', e, 64)})
			}
		}
	}
	if high > 1-leastError {
		ticks = append(ticks, plot.Tick{Value: 1, Label: "1"}) // and what is nearer to it than is drawn apart
	}
	return ticks
}

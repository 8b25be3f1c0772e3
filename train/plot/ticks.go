package plot

import (
	"math"
	"strconv"

	"gonum.org/v1/plot"
)

// EpochTicks marks whole epochs, about ten of them.
func EpochTicks(epochs int) plot.ConstantTicks {
	const most = 10
	step := max(1, (epochs+most-1)/most)
	var ticks plot.ConstantTicks
	for e := 1; e <= epochs; e += step {
		ticks = append(ticks, plot.Tick{Value: float64(e), Label: strconv.Itoa(e)})
	}
	return ticks
}

// LogAxis makes an axis logarithmic, from low to high, both above 0, and a little
// more. Its labels are at 1, 2 and 5 times powers of ten; over many decades at the
// powers alone.
func LogAxis(a *plot.Axis, low, high float64) {
	const margin = 0.04
	around := max(math.Pow(high/low, margin), 1.05)
	a.Scale, a.Min, a.Max = plot.LogScale{}, low/around, high*around
	a.Tick.Marker = plot.TickerFunc(logTicks)
}

func logTicks(low, high float64) (ticks []plot.Tick) {
	const most = 3 // decades with labels between the powers of ten
	decades := math.Log10(high / low)
	for e := math.Floor(math.Log10(low)); e <= math.Ceil(math.Log10(high)); e++ {
		for m := 1.; m < 10; m++ {
			v := m * math.Pow(10, e)
			if v < low || v > high {
				continue
			}
			tick := plot.Tick{Value: v}
			if m == 1 || decades <= most && (m == 2 || m == 5) || decades < .5 {
				tick.Label = short(v)
			}
			ticks = append(ticks, tick)
		}
	}
	return ticks
}

// short writes 0.0001 as 1e-4, 20,000 as 20k, 2,000,000 as 2M.
func short(v float64) string {
	switch {
	case v >= 1e6:
		return digits(v/1e6) + "M"
	case v >= 1e4:
		return digits(v/1e3) + "k"
	case v < 1e-3:
		e := math.Floor(math.Log10(v) + 1e-9)
		return digits(v/math.Pow(10, e)) + "e" + strconv.Itoa(int(e))
	}
	return digits(v)
}

func digits(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

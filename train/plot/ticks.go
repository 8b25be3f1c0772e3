package plot

import (
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

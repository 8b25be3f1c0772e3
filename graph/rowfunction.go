package graph

import (
	"math"
	"slices"

	"digits/graph/op"
	"digits/graph/portable"
)

// logSoftmax is x - log Σ e^x of each row.
var logSoftmax = op.RowFunction{
	Portable: operator("LogSoftmax", portable.Settings{"axis": -1}),
	Value: func(x, y []float64) {
		top, sum := slices.Max(x), 0.0
		for _, v := range x {
			sum += math.Exp(v - top)
		}
		for i, v := range x {
			y[i] = v - top - math.Log(sum)
		}
	},
	Gradient: func(_, y, dy, dx []float64) {
		sum := 0.0
		for _, d := range dy {
			sum += d
		}
		for i, d := range dy {
			dx[i] = d - math.Exp(y[i])*sum
		}
	},
}

// sparsemax is the point of the probability simplex nearest to the row
// (Martins & Astudillo, 2016): max(0, x - tau), tau such that the sum is 1.
var sparsemax = op.RowFunction{
	Portable: portableSparsemax,
	Value: func(x, y []float64) {
		copy(y, x)
		slices.Sort(y)
		slices.Reverse(y)
		sum, tau := 0.0, 0.0
		for k, v := range y {
			sum += v
			if t := (sum - 1) / float64(k+1); v > t {
				tau = t
			}
		}
		for i, v := range x {
			y[i] = max(v-tau, 0)
		}
	},
	Gradient: func(_, y, dy, dx []float64) {
		sum, support := 0.0, 0.0
		for i, d := range dy {
			if y[i] > 0 {
				sum, support = sum+d, support+1
			}
		}
		for i, d := range dy {
			dx[i] = 0
			if y[i] > 0 {
				dx[i] = d - sum/support
			}
		}
	},
}

// glu is the first half of a row times the sigmoid of the second (Dauphin et
// al., 2017).
var glu = op.RowFunction{
	Portable: portableGLU,
	Width: func(n int) int {
		if n%2 != 0 {
			return 0
		}
		return n / 2
	},
	Value: func(x, y []float64) {
		for i := range y {
			y[i] = times(x[i], logisticOf(x[len(y)+i]))
		}
	},
	Gradient: func(x, y, dy, dx []float64) {
		for i, d := range dy {
			gate := x[len(y)+i]
			dx[i] = d * logisticOf(gate)
			dx[len(y)+i] = d * times(x[i], logisticSlope(gate))
		}
	},
}

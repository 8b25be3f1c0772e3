package graph

import (
	"math"

	"gorgonia.org/gorgonia"

	"digits/graph/op"
	"digits/graph/pointwise"
	"digits/graph/portable"
)

// Apply adds the function of each element of x.
func (g GELU) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	f := gelu
	if g.Approximate {
		f = geluByTanh
	}
	return op.Map(x, f)
}

var gelu = op.Function{
	Portable: operator("Gelu", portable.Settings{"approximate": "none"}),
	Name:     "gelu",
	Values:   pointwise.GELU, Derivatives: pointwise.GELUSlope,
	Value: func(x float64) float64 { return times(x, normal(x)) },
	Derivative: func(x float64) float64 {
		return normal(x) + times(x, math.Exp(-x*x/2)/math.Sqrt(2*math.Pi))
	},
}

// normal is the distribution function Φ.
func normal(x float64) float64 { return math.Erfc(-x/math.Sqrt2) / 2 }

// geluByTanh has sigmoid(2u) for (1 + tanh u)/2, u = √(2/π)·(x + 0.044715·x³).
var geluByTanh = op.Function{
	Portable: operator("Gelu", portable.Settings{"approximate": "tanh"}),
	Name:     "gelu",
	Values:   pointwise.GELUByTanh, Derivatives: pointwise.GELUByTanhSlope,
	Value: func(x float64) float64 { return times(x, logisticOf(geluArgument(x))) },
	Derivative: func(x float64) float64 {
		u := geluArgument(x)
		return logisticOf(u) + times(x*2*math.Sqrt(2/math.Pi)*(1+3*0.044715*x*x), logisticSlope(u))
	},
}

func geluArgument(x float64) float64 { return 2 * math.Sqrt(2/math.Pi) * x * (1 + 0.044715*x*x) }

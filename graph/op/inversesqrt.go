package op

import (
	"math"

	"digits/graph/portable"

	"gorgonia.org/gorgonia"
)

// InverseSqrt returns 1/√x, whose derivative is -1/(2·x·√x); gorgonia's has a
// wrong one. At 0 it is +Inf, below it NaN.
func InverseSqrt(x *gorgonia.Node) (*gorgonia.Node, error) {
	return Map(x, Function{
		Name:       "inverseSqrt",
		Value:      func(x float64) float64 { return 1 / math.Sqrt(x) },
		Derivative: func(x float64) float64 { return -0.5 / (x * math.Sqrt(x)) },
		Portable: func(t *portable.Trace, x portable.Value) portable.Value {
			return t.Apply("Reciprocal", nil, t.Apply("Sqrt", nil, x))
		},
	})
}

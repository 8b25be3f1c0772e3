package op

import (
	"math"

	"digits/graph/portable"

	"gorgonia.org/gorgonia"
)

// Log2 returns the logarithm of x to base 2, whose derivative is 1/(x·ln 2);
// gorgonia's has a wrong one. Below 0 it is NaN.
func Log2(x *gorgonia.Node) (*gorgonia.Node, error) {
	return Map(x, Function{
		Name: "log2", Value: math.Log2, Derivative: func(x float64) float64 { return 1 / (x * math.Ln2) },
		Portable: func(t *portable.Trace, x portable.Value) portable.Value {
			return t.Apply("Mul", nil, t.Apply("Log", nil, x), t.Number(1/math.Ln2))
		},
	})
}

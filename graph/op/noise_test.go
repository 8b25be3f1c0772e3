package op

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Noise(x[0], 0.3, &Clock{Seed: 5, Step: 3}, 1) })
	check(t,
		operation{"a matrix", []leaf{random(r, "x", 6, 7)}, 1, f},
		operation{"three axes", []leaf{random(r, "x", 1, 5, 3)}, 1, f},
		operation{"many", []leaf{random(r, "x", 10, 1000)}, 1, f},
	)
}

// The noise has its deviation, changes with the step and the stream, and comes
// back with them.
func TestNoiseChanges(t *testing.T) {
	const n = 10000
	clock := &Clock{Seed: 1}
	draw := func(step, stream uint64) []float32 {
		clock.Step = step
		v, err := forward(t, tensor.Shape{1, n}, make([]float32, n), func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return Noise(x, 0.5, clock, stream)
		})
		if err != nil {
			t.Fatal(err)
		}
		return v.Data().([]float32)
	}
	first := draw(0, 1)
	if slices.Equal(first, draw(1, 1)) || slices.Equal(first, draw(0, 2)) || !slices.Equal(first, draw(0, 1)) {
		t.Error("the noise is no function of step and stream")
	}
	squares := 0.0
	for _, v := range first {
		squares += float64(v) * float64(v) / n
	}
	// The mean square of n normal numbers has the deviation variance·√(2/n).
	if math.Abs(squares-0.25) > 4*0.25*math.Sqrt(2./n) {
		t.Errorf("variance is %v, want 0.25", squares)
	}
}

func TestNoiseErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"deviation is -1":  func(x *gorgonia.Node) (*gorgonia.Node, error) { return Noise(x, -1, &Clock{}, 0) },
		"got no clock":     func(x *gorgonia.Node) (*gorgonia.Node, error) { return Noise(x, 1, nil, 0) },
		"deviation is NaN": func(x *gorgonia.Node) (*gorgonia.Node, error) { return Noise(x, math.NaN(), &Clock{}, 0) },
	})
}

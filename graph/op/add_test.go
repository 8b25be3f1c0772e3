package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestAdd(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	f := one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Add(x[0], x[1]) })
	check(t,
		operation{"matrices", []leaf{random(r, "x", 3, 5), random(r, "y", 3, 5)}, 2, f},
		operation{"vectors", []leaf{random(r, "x", 5), random(r, "y", 5)}, 2, f},
		operation{"three axes", []leaf{random(r, "x", 1, 5, 2), random(r, "y", 1, 5, 2)}, 2, f},
		operation{"one twice", []leaf{random(r, "x", 1, 3)}, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Add(x[0], x[0]) })},
		operation{"a residual", []leaf{random(r, "x", 3, 4), random(r, "w", 4, 4)}, 2, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
			y, err := Dense(x[0], x[1], nil, DenseConfig{ReLU: true})
			if err != nil {
				return nil, err
			}
			return Add(x[0], y)
		})},
	)
}

func TestAddErrors(t *testing.T) {
	checkErrors(t, leaf{"x", tensor.Shape{2, 3}, make([]float64, 6)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"x is (2, 3), y is (3, 2)": func(x *gorgonia.Node) (*gorgonia.Node, error) { return Add(x, zeros(x, "y", 3, 2)) },
	})
}

// gorgonia's own Add(Reshape(w), c) writes the sum over w, and two of its
// reshapes of one node write over each other. Ours leave the leaf as it is.
func TestNothingIsWrittenOver(t *testing.T) {
	w := []float32{1, 2, 3, 4, 5, 6}
	for range 2 {
		v, err := forward(t, tensor.Shape{2, 3}, w, func(w *gorgonia.Node) (*gorgonia.Node, error) {
			one, err := Reshape(w, 3, 2)
			if err != nil {
				return nil, err
			}
			two, err := Reshape(w, 3, 2)
			if err != nil {
				return nil, err
			}
			if one, err = gorgonia.Add(one, gorgonia.NewConstant(float32(10))); err != nil {
				return nil, err
			}
			return Add(one, two)
		})
		if err != nil {
			t.Fatal(err)
		}
		for i, got := range v.Data().([]float32) {
			if want := float32(2*(i+1) + 10); got != want || w[i] != float32(i+1) {
				t.Errorf("element %d is %v, want %v; the leaf's is %v, want %v", i, got, want, w[i], i+1)
			}
		}
	}
}

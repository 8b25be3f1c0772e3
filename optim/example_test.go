package optim_test

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/optim"
)

// weight is a parameter with the gradient of (w-3)², 2(w-3).
type weight struct{ w, g *tensor.Dense }

func (p weight) Value() gorgonia.Value { return p.w }

func (p weight) Grad() (gorgonia.Value, error) {
	p.g.Float32s()[0] = 2 * (p.w.Float32s()[0] - 3)
	return p.g, nil
}

// Adam finds the minimum of (w-3)².
func ExampleAdam() {
	p := weight{
		tensor.New(tensor.WithShape(1), tensor.WithBacking([]float32{0})),
		tensor.New(tensor.WithShape(1), tensor.WithBacking([]float32{0})),
	}
	adam := &optim.Adam{LearningRate: 0.1}
	for range 500 {
		if err := adam.Step([]gorgonia.ValueGrad{p}); err != nil {
			fmt.Println(err)
			return
		}
	}
	fmt.Printf("%.3f\n", p.w.Float32s()[0])
	// Output: 3.000
}

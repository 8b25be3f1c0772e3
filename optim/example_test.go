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

// named is a weight with a name, as the parameters of a network are.
type named struct {
	weight
	name string
}

func (p named) Name() string { return p.name }

func namedWeight(name string) named {
	return named{weight{
		tensor.New(tensor.WithShape(1), tensor.WithBacking([]float32{1})),
		tensor.New(tensor.WithShape(1), tensor.WithBacking([]float32{0})),
	}, name}
}

// The first layer stays as it is, biases have no weight decay. One step of plain
// descent from 1, where the gradient is -4: 1 + 0.1·4, and with decay 0.5 of the
// weight 1 - 0.1·0.5 + 0.1·4.
func ExampleGroups() {
	first, kernel, bias := namedWeight("dense/kernel"), namedWeight("dense_1/kernel"), namedWeight("dense_1/bias")
	groups := optim.Groups{
		{Match: "^dense/"}, // no optimizer: frozen
		{Match: "/bias$", Optimizer: &optim.SGD{LearningRate: 0.1}},
		{Match: "", Optimizer: &optim.Decoupled{Optimizer: &optim.SGD{LearningRate: 0.1}, Decay: 0.5}},
	}
	if err := groups.Step([]gorgonia.ValueGrad{first, kernel, bias}); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(first.w.Float32s(), kernel.w.Float32s(), bias.w.Float32s())
	// Output: [1] [1.35] [1.4]
}

// A weight that is pruned stays 0, whatever Adam remembers of it.
func ExampleMasked() {
	p := namedWeight("dense/kernel")
	o := &optim.Masked{Optimizer: &optim.Adam{LearningRate: 0.5}}
	for step := range 4 {
		if step == 2 {
			o.SetMask("dense/kernel", []bool{false})
		}
		if err := o.Step([]gorgonia.ValueGrad{p}); err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%.1f ", p.w.Float32s()[0])
	}
	// By hand: Adam's first steps are of nearly 0.5 each.
	// Output: 1.5 2.0 0.0 0.0
}

package op_test

import (
	"fmt"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/op"
)

// By hand: the probabilities of logits (0, ln 3) are 1/4 and 3/4.
func ExampleSoftmax() {
	g := gorgonia.NewGraph()
	logits := tensor.New(tensor.WithShape(1, 2), tensor.WithBacking([]float64{0, 1.0986122886681098}))
	x := gorgonia.NewMatrix(g, tensor.Float64, gorgonia.WithShape(1, 2), gorgonia.WithName("x"), gorgonia.WithValue(logits))
	p, err := op.Softmax(x)
	if err != nil {
		fmt.Println(err)
		return
	}
	machine := gorgonia.NewTapeMachine(g)
	defer machine.Close()
	if err := machine.RunAll(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%.2f\n", p.Value().Data())
	// Output: [0.25 0.75]
}

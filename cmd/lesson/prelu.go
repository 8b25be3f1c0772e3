package main

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph"
	"digits/optim"
)

// sumOfOutputs is a loss that makes each output's derivative 1.
var sumOfOutputs = graph.LossFunc(func(_ *graph.Scope, output, _ *gorgonia.Node) (*gorgonia.Node, error) {
	return gorgonia.Sum(output)
})

// learntSlope shows the parameter of PReLU, its gradient and a step of training.
func learntSlope(n *notebook) error {
	x := []float32{-3, -1, 2}
	n.text(`PReLU's α is a parameter, one for each input, and is trained as a weight is. The derivative of
f by α is x where x < 0, else 0. One step of gradient descent at lr 0.1 on the sum of the
outputs, from α = 0.25:`)
	gradient, alpha, err := trainedSlope(x)
	if err != nil {
		return err
	}
	var rows []comparison
	for i, v := range x {
		d := min(float64(v), 0)
		rows = append(rows, comparison{fmt.Sprintf("x = %g: derivative by α", v), d, float64(gradient[i])},
			comparison{fmt.Sprintf("x = %g: α = 0.25 - (%g)·0.1", v, d), 0.25 - d*0.1, float64(alpha[i])})
	}
	n.compare(rows)
	return nil
}

// trainedSlope returns the gradient by α of PReLU's outputs for x, and α after a
// step.
func trainedSlope(x []float32) (gradient, alpha []float32, err error) {
	net, input := graph.PReLU{Initial: 0.25}, []int{len(x)}
	params, err := graph.Init(net, input, 1)
	if err != nil {
		return nil, nil, err
	}
	program, err := graph.Compile(net, params, graph.Options{Mode: graph.Training, Batch: 1, Input: input, Loss: sumOfOutputs})
	if err != nil {
		return nil, nil, err
	}
	defer program.Close()
	copy(program.Input(), x)
	if err := program.Run(); err != nil {
		return nil, nil, err
	}
	g, err := program.Gradients()[0].Grad()
	if err != nil {
		return nil, nil, err
	}
	gradient = append(gradient, g.Data().([]float32)...)
	if err := (&optim.SGD{LearningRate: 0.1}).Step(program.Gradients()); err != nil {
		return nil, nil, err
	}
	return gradient, program.Gradients()[0].Value().Data().([]float32), nil
}

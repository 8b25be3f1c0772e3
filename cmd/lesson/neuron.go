package main

import (
	"context"
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"

	"digits/graph"
	"digits/models"
	"digits/models/weights"
)

// The network: kernels by rows, [[w1, w3], [w2, w4]] and [[w5], [w6]].
var (
	neuronInput   = [2]float64{7.2, -5.8}
	neuronWeights = [6]float64{0.42, 0.15, -0.56, 0.83, 0.93, 0.02} // w1 to w6
)

// neuron computes a 2-2-1 network by hand and by graph.
func neuron(_ context.Context, n *notebook, s settings) error {
	n.text("A neuron multiplies each input by a weight and adds up. Two neurons see the two\ninputs, and a third sees the two. None has a bias.")
	n.formula("h1 = f(w1·x1 + w2·x2)      h2 = f(w3·x1 + w4·x2)      y = f(w5·h1 + w6·h2)")
	w, x := neuronWeights, neuronInput
	n.text("With w = %v and x = %v, before f:", w, x)
	h1, h2 := w[0]*x[0]+w[1]*x[1], w[2]*x[0]+w[3]*x[1]
	n.formula(
		fmt.Sprintf("%g·%g + %g·(%g) = %.4f", w[0], x[0], w[1], x[1], h1),
		fmt.Sprintf("%g·%g + %g·(%g) = %.4f", w[2], x[0], w[3], x[1], h2),
		fmt.Sprintf("%g·%.4f + %g·(%.4f) = %.5f, the output if f is linear", w[4], h1, w[5], h2, w[4]*h1+w[5]*h2),
	)
	if err := neuronSummary(n); err != nil {
		return err
	}
	var rows []comparison
	for _, a := range []struct {
		activation graph.Activation
		by         func(float64) float64
	}{{graph.Linear, linear}, {graph.ReLU, relu}, {graph.Sigmoid, sigmoid}} {
		y, err := neuronByGraph(a.activation)
		if err != nil {
			return err
		}
		rows = append(rows, comparison{a.activation.Name(), neuronByHand(a.by), y})
	}
	n.compare(rows)
	n.text("The graph computes in float32, which has about seven digits. ReLU turns the second\nneuron's %.3f into 0, so that w6 no longer matters.", h2)
	return n.picture(s, networkPicture{}, 16*vg.Centimeter, 9*vg.Centimeter, "neuron")
}

func linear(x float64) float64  { return x }
func relu(x float64) float64    { return max(x, 0) }
func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// neuronByHand returns the network's output with f behind each neuron.
func neuronByHand(f func(float64) float64) float64 {
	w, x := neuronWeights, neuronInput
	h1, h2 := f(w[0]*x[0]+w[1]*x[1]), f(w[2]*x[0]+w[3]*x[1])
	return f(w[4]*h1 + w[5]*h2)
}

// neuronModel returns the network with its weights.
func neuronModel(a graph.Activation) (*models.Model, error) {
	m := &models.Model{
		Layers: graph.Sequential{
			graph.Dense{Units: 2, Activation: a, NoBias: true},
			graph.Dense{Units: 1, Activation: a, NoBias: true},
		},
		Input: []int{2}, Classes: 1,
	}
	var err error
	if m.Params, err = graph.Init(m.Net(), m.Input, 1); err != nil {
		return nil, err
	}
	var w [6]float32
	for i, v := range neuronWeights {
		w[i] = float32(v)
	}
	return m, m.SetWeights([]weights.Array{
		{Shape: []int{2, 2}, Values: []float32{w[0], w[2], w[1], w[3]}},
		{Shape: []int{2, 1}, Values: []float32{w[4], w[5]}},
	})
}

// neuronByGraph returns what the expression graph computes.
func neuronByGraph(a graph.Activation) (float64, error) {
	m, err := neuronModel(a)
	if err != nil {
		return 0, err
	}
	p, err := m.Compile(graph.Options{Batch: 1})
	if err != nil {
		return 0, err
	}
	defer p.Close()
	p.Input()[0], p.Input()[1] = float32(neuronInput[0]), float32(neuronInput[1])
	if err := p.Run(); err != nil {
		return 0, err
	}
	return float64(p.Output()[0]), nil
}

// neuronSummary prints the summary and the weights that were set.
func neuronSummary(n *notebook) error {
	m, err := neuronModel(graph.Linear)
	if err != nil {
		return err
	}
	summary, err := graph.Summarize(m.Net(), m.Input)
	if err != nil {
		return err
	}
	n.text("The same as two Dense layers. Keras' summary is graph.Summarize:")
	n.text(summary.String())
	n.text("set_weights is Model.SetWeights: layer by layer the kernel, (inputs, units). get_weights\nis Model.Weights, and gives back:")
	var lines []string
	for _, a := range m.Weights() {
		lines = append(lines, fmt.Sprintf("%-16s %v  %v", a.Name, a.Shape, a.Values))
	}
	n.formula(lines...)
	wrong := m.SetWeights([]weights.Array{{Shape: []int{2}, Values: []float32{1, 2}}, {Shape: []int{2, 1}, Values: []float32{1, 2}}})
	n.text("A shape that does not fit is refused: %v.", wrong)
	return nil
}

package models

import (
	"math"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/graph"
)

// A head of one's own: logits of the classes, by gorgonia's operations.
func ownHead(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	y, err := s.Apply(graph.Dense{Units: graph.Classes}, x)
	if err != nil {
		return nil, err
	}
	return gorgonia.HadamardProd(y, s.Constant(1))
}

// Only what says graph.Classes has as many units as there are classes: no hidden layer
// and no autoencoder's output is resized.
func TestUnitsAreWhatTheySay(t *testing.T) {
	logits := graph.SparseCategoricalCrossentropy{From: graph.FromLogits}
	hidden, head := graph.Dense{Units: 25, Activation: graph.ReLU}, graph.Dense{Units: graph.Classes}
	for name, c := range map[string]struct {
		layers           graph.Sequential
		loss             graph.Loss
		outputs, classes int
		weights          int // by hand, of 12 pixels and 7 classes
	}{
		"a nested head":         {graph.Sequential{hidden, graph.Sequential{graph.Sequential{head}}}, logits, 7, 7, 12*25 + 25 + 25*7 + 7},
		"a head of one's own":   {graph.Sequential{hidden, graph.Func(ownHead)}, logits, 7, 7, 12*25 + 25 + 25*7 + 7},
		"a frozen trunk":        {graph.Sequential{graph.Frozen{Layer: hidden}, head}, logits, 7, 7, 12*25 + 25 + 25*7 + 7},
		"a residual before":     {graph.Sequential{hidden, graph.Residual{Layers: graph.Sequential{graph.Dense{Units: 25}}}, head}, logits, 7, 7, 12*25 + 25 + 25*25 + 25 + 25*7 + 7},
		"an autoencoder":        {graph.Sequential{hidden, graph.Dense{Units: 12, Activation: graph.Sigmoid}}, graph.MeanSquaredError, 12, 0, 12*25 + 25 + 25*12 + 12},
		"more outputs than few": {graph.Sequential{hidden, graph.Dense{Units: 9}}, logits, 9, 9, 12*25 + 25 + 25*9 + 9},
	} {
		m, err := New(Recipe{Name: name, Layers: c.layers, Loss: c.loss}, 3, 4, 7, 1)
		if err != nil {
			t.Fatal(err)
		}
		if m.Outputs() != c.outputs || m.Classes != c.classes || m.Params.Count() != c.weights {
			t.Errorf("%s: %d outputs, %d classes, %d weights, want %d, %d, %d", name, m.Outputs(), m.Classes, m.Params.Count(), c.outputs, c.classes, c.weights)
		}
	}
}

// Predict gives probabilities, by one softmax, wherever that stands and whatever the
// loss is: those of the network with a softmax as its last element.
func TestPredictHasOneSoftmax(t *testing.T) {
	hidden, head := graph.Dense{Units: 5, Activation: graph.ReLU}, graph.Dense{Units: graph.Classes}
	sparse := graph.SparseCategoricalCrossentropy{}
	logits := graph.SparseCategoricalCrossentropy{From: graph.FromLogits}
	softmax := graph.Func(func(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return s.Apply(graph.Softmax, x) })
	byHand := graph.Func(func(_ *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		e, err := gorgonia.Exp(x)
		if err != nil {
			return nil, err
		}
		sum, err := gorgonia.Sum(e, 1)
		if err != nil {
			return nil, err
		}
		if sum, err = gorgonia.Reshape(sum, []int{x.Shape()[0], 1}); err != nil {
			return nil, err
		}
		return gorgonia.BroadcastHadamardDiv(e, sum, nil, []byte{1})
	})
	own := graph.LossFunc(func(_ *graph.Scope, output, target *gorgonia.Node) (*gorgonia.Node, error) {
		y, err := gorgonia.HadamardProd(output, target)
		if err != nil {
			return nil, err
		}
		return gorgonia.Mean(y)
	})
	plain := func(last graph.Layer) graph.Sequential { return graph.Sequential{hidden, last} }
	var want []float32
	for _, c := range []struct {
		name   string
		layers graph.Sequential
		loss   graph.Loss
	}{
		{"the last element", graph.Sequential{hidden, head, graph.Softmax}, sparse}, // what the others are compared with
		{"logits", plain(head), logits},
		{"an activation", plain(graph.Dense{Units: graph.Classes, Activation: graph.Softmax}), sparse},
		{"an activation, another loss", plain(graph.Dense{Units: graph.Classes, Activation: graph.Softmax}), graph.MeanSquaredError},
		{"an activation, a loss of one's own", plain(graph.Dense{Units: graph.Classes, Activation: graph.Softmax}), own},
		{"nested", graph.Sequential{hidden, graph.Sequential{graph.Sequential{head, graph.Softmax}}}, sparse},
		{"a layer of one's own", graph.Sequential{hidden, head, softmax}, sparse},
		{"frozen", graph.Sequential{hidden, head, graph.Frozen{Layer: graph.Softmax}}, sparse},
		{"then dropout", graph.Sequential{hidden, head, graph.Softmax, graph.Dropout{Rate: 0.1}}, graph.CategoricalCrossentropy{From: graph.FromProbabilities}},
		{"then another shape", graph.Sequential{hidden, head, graph.Softmax, graph.Reshape{Shape: []int{-1}}}, graph.CategoricalCrossentropy{From: graph.FromProbabilities}},
		{"then another shape, another loss", graph.Sequential{hidden, head, graph.Softmax, graph.Reshape{Shape: []int{-1}}}, graph.MeanSquaredError},
		{"by hand", graph.Sequential{hidden, head, byHand}, graph.CategoricalCrossentropy{From: graph.FromProbabilities}},
		{"by hand, another loss", graph.Sequential{hidden, head, byHand}, graph.MeanSquaredError},
		{"by hand, a loss of one's own", graph.Sequential{hidden, head, byHand}, own},
	} {
		m, err := New(Recipe{Name: c.name, Layers: c.layers, Loss: c.loss, Scale: data.Unit}, 3, 4, 4, 1)
		if err != nil {
			t.Fatal(err)
		}
		got, err := m.Predict(images(1)[:24])
		if err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = got
		}
		for i, v := range want {
			if math.Abs(float64(got[i]-v)) > 1e-6 {
				t.Errorf("%s: predicts %v, want %v", c.name, got, want)
				break
			}
		}
	}
}

package models

import (
	"math"
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
)

// By hand: the columns have the means 2 and 5 and the deviations 1 and 5, the numbers to
// predict the mean 20 and the deviation 10.
func TestForTable(t *testing.T) {
	set := &data.Set{Name: "table", Height: 1, Width: 2, Values: []float32{1, 0, 3, 10}, Outputs: 1, Targets: []float32{10, 30}}
	r, err := Keras.ForTable(set)
	if err != nil {
		t.Fatal(err)
	}
	m, err := New(r, 1, 2, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	if m.Classes != 0 || m.Outputs() != 1 || m.Scale != data.Raw || m.Loss != graph.MeanSquaredError {
		t.Errorf("%d classes, %d outputs, scale %v, loss %v", m.Classes, m.Outputs(), m.Scale, m.Loss)
	}
	y, err := m.PredictValues([]float32{2, 5}) // zeros, once standardized, and no bias is set yet
	if err != nil || math.Abs(float64(y[0])-20) > 1e-5 {
		t.Errorf("of the mean row it predicts %v, %v, want 20, the mean", y, err)
	}
	n := r.Layers[slices.IndexFunc(r.Layers, func(l graph.Layer) bool { return graph.Kind(l) == "Normalization" })].(graph.Normalization)
	if n.Mean[0] != 2 || n.Mean[1] != 5 || n.Variance[0] != 1 || n.Variance[1] != 25 || r.Layers[len(r.Layers)-1] != graph.Layer(graph.Rescaling{Scale: 10, Offset: 20}) {
		t.Errorf("got %v", r.Layers)
	}
	if again, err := r.ForTable(set); err != nil || len(again.Layers) != len(r.Layers) {
		t.Errorf("made for a table already, it becomes %v, %v", again.Layers, err)
	}
	huber, err := Keras.WithLoss("huber")
	if err == nil {
		huber, err = huber.ForTable(set)
	}
	if err != nil || huber.Loss.Name() != "huber" {
		t.Errorf("with a loss of numbers it has the loss %v, %v", huber.Loss, err)
	}
}

func TestForTableOfClasses(t *testing.T) {
	set := &data.Set{Name: "table", Height: 1, Width: 1, Values: []float32{1, 3}, Classes: 2, Labels: []byte{0, 1}}
	r, err := MLP.ForTable(set)
	if err != nil || r.Loss != MLP.Loss || len(r.Layers) != len(MLP.Layers)+1 {
		t.Errorf("got %v, %v, %v, want a normalization more", r.Loss, r.Layers, err)
	}
	images := &data.Set{Name: "images", Height: 1, Width: 1, Pixels: []byte{1}, Classes: 2, Labels: []byte{0}}
	if r, err := MLP.ForTable(images); err != nil || len(r.Layers) != len(MLP.Layers) || r.Scale != MLP.Scale {
		t.Errorf("for images it becomes %v, %v", r, err)
	}
	classes, err := MLP.WithLoss("categorical_crossentropy")
	if err != nil {
		t.Fatal(err)
	}
	set = &data.Set{Name: "table", Height: 1, Width: 1, Values: []float32{1, 3}, Outputs: 1, Targets: []float32{1, 2}}
	if _, err := classes.ForTable(set); err == nil || !strings.Contains(err.Error(), "is one of classes, table has numbers to predict") {
		t.Errorf("a loss of classes that was asked for: %v", err)
	}
}

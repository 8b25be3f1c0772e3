package models

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models/pth"
)

// unfolded are networks that no chain of Dense layers is.
func unfolded() map[string]graph.Sequential {
	d := graph.Dense{Units: 6, Activation: graph.Tanh}
	last := graph.Dense{Units: graph.Classes, Activation: graph.Softmax}
	return map[string]graph.Sequential{
		"residual": {d, graph.Residual{Layers: graph.Sequential{graph.BatchNorm{Unbiased: true, Momentum: 0.9}, d}, Shortcut: d}, last},
		"concat":   {graph.Concat{d, nil, graph.Sequential{d, graph.LayerNorm{NoCenter: true}, d}}, last},
		"frozen":   {graph.Frozen{Layer: graph.Sequential{d, graph.BatchNorm{NoScale: true}}}, last},
		"slopes":   {graph.Dense{Units: 6}, graph.PReLU{Initial: 0.2}, graph.PReLU{Initial: 0.3, Shared: true}, last},
		"shapes":   {graph.Reshape{Shape: []int{3, 4}}, graph.Permute{Axes: []int{2, 1}}, graph.Flatten{ChannelsFirst: true}, last},
		"scaling":  {graph.Rescaling{Scale: 0.5}, graph.Normalization{Mean: []float64{0.1}, Variance: []float64{0.3}}, graph.GaussianNoise{Deviation: 0.1}, graph.Dropout{}, last},
		"shared":   {graph.Dense{Name: "a", Units: 12}, graph.Dense{Share: "a"}, last},
		"logits":   {d, graph.Dense{Units: graph.Classes}},
	}
}

// Every format has the networks, with all that matters to what they compute and how they
// are trained on, and nothing is assumed when they come back.
func TestUnfoldedRoundTrips(t *testing.T) {
	scale, err := data.ParseScale("0.25,0.5")
	if err != nil {
		t.Fatal(err)
	}
	for name, layers := range unfolded() {
		m, err := New(Recipe{Name: name, Layers: layers, Loss: graph.MeanSquaredError, Scale: scale}, 3, 4, 5, 2)
		if err != nil {
			t.Fatal(name, err)
		}
		disturbed(m)
		for _, extension := range []string{".safetensors", ".h5", ".weights.h5", ".keras", ".pth"} {
			again := saveAndLoad(t, m, filepath.Join(t.TempDir(), "m"+extension), LoadOptions{})
			what := name + extension
			if again.Loss != m.Loss || again.Scale != m.Scale || len(again.Assumed) > 0 {
				t.Errorf("%s: comes back with %v, %v, assumed %q", what, again.Loss, again.Scale, again.Assumed)
			}
			requireSame(t, what, again, m)
		}
	}
}

// Keras lists a model's layers by their distance from the output, and numbers them in a
// file of weights so. The list was read off model.layers in Keras 3.15.1.
func TestKerasOrder(t *testing.T) {
	d := graph.Dense{Units: 4}
	m, err := New(Recipe{Name: "branches", Loss: graph.SparseCategoricalCrossentropy{From: graph.FromLogits}, Layers: graph.Sequential{
		graph.Flatten{},
		graph.Wiring{
			{Name: "x", Layer: d, From: []string{""}},
			{Name: "y", Layer: d, From: []string{"x"}},
			{Name: "a", Layer: d, From: []string{"y"}},
			{Name: "b", Layer: d, From: []string{""}},
			{Name: "c", Layer: graph.Merge{By: "Concatenate"}, From: []string{"b", "a", ""}},
			{Name: "e", Layer: d, From: []string{"c"}},
			{Name: "s", Layer: graph.Dense{Name: "twice", Units: 4}, From: []string{"e"}},
			{Name: "t", Layer: graph.Dense{Share: "twice"}, From: []string{"s"}},
			{Name: "r", Layer: graph.Merge{By: "Add"}, From: []string{"t", "s"}},
		},
		d,
	}}, 3, 4, 4, 2)
	if err != nil {
		t.Fatal(err)
	}
	layers, last, err := m.kerasOrder()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range layers {
		got = append(got, l.name)
	}
	want := []string{"flatten", "dense", "dense_1", "dense_3", "dense_2", "concatenate", "dense_4", "twice", "add", "dense_6"}
	if !slices.Equal(got, want) || last != (kerasUse{"dense_6", 0}) {
		t.Errorf("got %v, last %v, want %v", got, last, want)
	}
	if uses := layers[7].uses; len(uses) != 2 || uses[1][0] != (kerasUse{"twice", 0}) {
		t.Errorf("got the uses %v", uses)
	}
}

// A sparse cross-entropy with label smoothing is none of Keras'; one of the code's own
// leaves the file that of a model that was not compiled.
func TestLossesThatKerasHasNot(t *testing.T) {
	layers := graph.Sequential{graph.Dense{Units: graph.Classes, Activation: graph.Softmax}}
	smoothed, err := New(Recipe{Name: "smoothed", Layers: layers, Loss: graph.SparseCategoricalCrossentropy{LabelSmoothing: 0.1}}, 3, 4, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	for _, extension := range []string{".h5", ".keras", ".weights.h5"} {
		requireLine(t, extension, smoothed.Write(&bytes.Buffer{}, extension), "label_smoothing", "categorical_crossentropy(")
	}
	own, err := New(Recipe{Name: "own", Layers: layers, Loss: &graph.PairLoss{Title: "hinge", Value: func(y, t float64) float64 { return y - t }}}, 3, 4, 5, 2)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := own.trainingConfig(); got != nil || err != nil {
		t.Errorf("got %v, %v, want a model that was not compiled", got, err)
	}
	own.Loss = nil
	if err := own.Write(&bytes.Buffer{}, ".keras"); err != nil {
		t.Errorf("without a loss: %v", err)
	}
}

// What a Keras model was compiled with, and is not known here, is said, and not written as
// something else.
func TestCompiledWithTheUnknown(t *testing.T) {
	for name, config := range map[string]string{
		"optimizer": `{"compile_config": {"optimizer": {"module": "keras.optimizers", "class_name": "Muon", "config": {"learning_rate": 0.1}}, "loss": "mse"}}`,
		"own":       `{"compile_config": {"optimizer": {"module": "mine", "class_name": "Adam", "config": {"learning_rate": 0.1}}, "loss": "mse"}}`,
		"loss":      `{"compile_config": {"optimizer": {"module": "keras.optimizers", "class_name": "SGD", "config": {"learning_rate": 0.1}}, "loss": {"module": "keras.losses", "class_name": "Dice", "config": {}}}}`,
	} {
		m := &Model{}
		m.takeCompiled(nil, []byte(config))
		if text := strings.Join(m.Assumed, "\n"); len(m.Assumed) != 1 || !strings.Contains(text, "not known here") && !strings.Contains(text, "not one") {
			t.Errorf("%s: assumed %q", name, m.Assumed)
		}
		if training, err := m.trainingConfig(); training != nil || err != nil {
			t.Errorf("%s: it is written as compiled with %v, %v", name, training, err)
		}
	}
}

// A record that names no array of the file, or is none, is refused.
func TestBrokenRecords(t *testing.T) {
	m, err := New(Recipe{Name: "tanh", Layers: graph.Sequential{graph.Dense{Units: 3, Activation: graph.Tanh}, graph.Dense{Units: 2}}, Loss: graph.MeanSquaredError}, 2, 2, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	dict, err := m.StateDict()
	if err != nil {
		t.Fatal(err)
	}
	meta, err := m.metadata()
	if err != nil {
		t.Fatal(err)
	}
	for name, names := range map[string]string{
		"no names":    `{"format":"digits 1","arrays":"7"}`,
		"other names": `{"format":"digits 1","arrays":"{\"a\":\"b\"}","layers":` + quoted(meta[metaLayers]) + `}`,
		"a text":      `{"format":"digits 1","arrays":7}`,
	} {
		var b bytes.Buffer
		if err := pth.WriteWith(&b, dict, []byte(names)); err != nil {
			t.Fatal(err)
		}
		_, err := Read(b.Bytes())
		requireLine(t, name, err)
	}
}

func quoted(text string) string { return `"` + strings.ReplaceAll(text, `"`, `\"`) + `"` }

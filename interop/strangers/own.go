package main

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
)

// networks are such as no stranger's file has, and the formats must hold.
func networks(units int) map[string]graph.Sequential {
	dense := func(a graph.Activation) graph.Dense { return graph.Dense{Units: units, Activation: a} }
	last := graph.Dense{Units: graph.Classes, Activation: graph.Softmax}
	chain := func(layers ...graph.Layer) graph.Sequential {
		return slices.Concat(graph.Sequential{graph.Flatten{}}, layers, graph.Sequential{last})
	}
	return map[string]graph.Sequential{
		"residual":   chain(dense(graph.ReLU), graph.Residual{Layers: graph.Sequential{graph.BatchNorm{}, dense(graph.ReLU), dense(nil)}}, graph.ReLU),
		"shortcut":   chain(graph.Residual{Layers: graph.Sequential{dense(graph.Tanh), dense(nil)}, Shortcut: dense(nil)}),
		"concat":     chain(graph.Concat{dense(graph.ReLU), graph.Sequential{dense(graph.Tanh), dense(graph.ReLU)}, graph.Sequential{graph.LayerNorm{}, dense(graph.ReLU), graph.PReLU{Initial: 0.25}}}),
		"depths":     chain(graph.Concat{graph.Sequential{dense(graph.ReLU), dense(graph.ReLU), dense(graph.ReLU)}, dense(graph.Tanh), nil}),
		"frozen":     chain(graph.Frozen{Layer: graph.Sequential{dense(graph.ReLU), graph.BatchNorm{}}}, graph.Dense{Units: units, Frozen: true}),
		"norms":      chain(graph.BatchNorm{Momentum: 0.9, Epsilon: 1e-5, Unbiased: true}, dense(graph.ReLU), graph.LayerNorm{Epsilon: 1e-5, NoCenter: true}, dense(nil), graph.BatchNorm{NoScale: true}, graph.ReLU, dense(nil), graph.BatchNorm{NoCenter: true}, dense(nil), graph.LayerNorm{NoScale: true, NoCenter: true}),
		"prelu":      chain(dense(nil), graph.PReLU{Initial: 0.1}, dense(nil), graph.PReLU{Shared: true, Initial: 0.3}),
		"prelu2d":    {graph.Reshape{Shape: []int{28, 28}}, graph.PReLU{Initial: 0.1}, graph.PReLU{Shared: true, Initial: 0.2}, graph.Flatten{}, last},
		"leaky":      chain(dense(graph.LeakyReLU{NegativeSlope: 0.07}), dense(graph.ELU{Alpha: 0.4}), dense(nil), graph.LeakyReLU{}, dense(graph.RectifiedLinear{MaxValue: 5, NegativeSlope: 0.1})),
		"shapes":     {graph.Reshape{Shape: []int{28, 28}}, graph.Permute{Axes: []int{2, 1}}, graph.Reshape{Shape: []int{14, 56}}, graph.Dense{Units: 3, Activation: graph.Tanh}, graph.Flatten{ChannelsFirst: true}, dense(graph.ReLU), last},
		"scaling":    {graph.Rescaling{Scale: 1. / 255}, graph.Flatten{}, graph.Normalization{Mean: []float64{0.13}, Variance: []float64{0.09}}, graph.GaussianNoise{Deviation: 0.1}, dense(graph.ReLU), graph.Dropout{Rate: 0.3}, graph.Dropout{}, graph.GaussianNoise{}, last},
		"statistics": chain(graph.Normalization{Mean: ramp(784, 0.001), Variance: ramp(784, 0.002)}, dense(graph.ReLU)),
		"shared":     chain(dense(graph.ReLU), graph.Dense{Name: "twice", Units: units, Activation: graph.ReLU}, graph.Dense{Share: "twice", Activation: graph.ReLU}, graph.Residual{Layers: graph.Sequential{graph.Dense{Share: "twice", Activation: graph.ReLU}}}),
		"logits":     {graph.Flatten{}, dense(graph.GELU{}), graph.Dense{Units: graph.Classes, NoBias: true}},
		"gates": {graph.Flatten{}, dense(graph.ReLU), graph.Wiring{
			{Name: "a", Layer: dense(graph.ReLU), From: []string{""}},
			{Name: "b", Layer: dense(graph.Sigmoid), From: []string{""}},
			{Name: "ab", Layer: graph.Merge{By: "Multiply"}, From: []string{"a", "b"}},
			{Name: "c", Layer: graph.Merge{By: "Concatenate"}, From: []string{"ab", "", "b"}},
			{Name: "d", Layer: dense(nil), From: []string{"c"}},
			{Name: "sum", Layer: graph.Merge{By: "Add"}, From: []string{"d", "ab", ""}},
		}, last},
	}
}

func ramp(n int, step float64) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = step * float64(i+1)
	}
	return all
}

// own writes models of our own into a folder, with losses and optimizers of all kinds.
func own(folder string, seed uint64, units int) error {
	if err := os.MkdirAll(folder, 0o755); err != nil {
		return err
	}
	r := rand.New(rand.NewPCG(seed, 1))
	pixels := make([]byte, 20*784)
	for i := range pixels {
		if r.IntN(5) == 0 {
			pixels[i] = byte(r.IntN(256))
		}
	}
	const inputs = "own784.bin"
	if err := os.WriteFile(filepath.Join(folder, inputs), pixels, 0o644); err != nil {
		return err
	}
	put := func(name string, r models.Recipe, o *optim.Description) error {
		m, err := models.New(r, 28, 28, 10, seed)
		if err != nil {
			return err
		}
		disturb(m, seed)
		m.Optimizer = o
		return keep(m, filepath.Join(folder, "own-"+name+".safetensors"), inputs, pixels)
	}
	plain := graph.Sequential{graph.Flatten{}, graph.Dense{Units: units, Activation: graph.ReLU}, graph.Dense{Units: graph.Classes, Activation: graph.Softmax}}
	for name, layers := range networks(units) {
		loss, scale := graph.Loss(graph.SparseCategoricalCrossentropy{}), models.Keras.Scale
		if name == "logits" {
			loss, scale = graph.SparseCategoricalCrossentropy{From: graph.FromLogits}, models.Torch.Scale
		}
		if err := put(name, models.Recipe{Name: name, Layers: layers, Loss: loss, Scale: scale}, nil); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	for _, text := range append(graph.LossNames(), "huber(delta=0.3)", "categorical_crossentropy(label_smoothing=0.2)", "binary_crossentropy(label_smoothing=0.1)") {
		loss, err := graph.LossNamed(text, graph.FromSoftmax)
		if err == nil {
			err = put("loss-"+strings.NewReplacer("(", "-", ")", "", "=", "-").Replace(text), models.Recipe{Name: "loss", Layers: plain, Loss: loss}, nil)
		}
		if err != nil {
			return fmt.Errorf("%s: %w", text, err)
		}
	}
	for _, name := range optim.Names() {
		o, err := optim.Choice{Name: name, Form: optim.Keras, LearningRate: 0.03, Clip: "norm:2", Decay: "0.01"}.New(schedule.Length{})
		if err == nil {
			err = put("optimizer-"+name, models.Recipe{Name: "optimizer", Layers: plain, Loss: graph.SparseCategoricalCrossentropy{}}, optim.Describe(o))
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

// disturb gives parameters and state other values than the initial ones.
func disturb(m *models.Model, seed uint64) {
	r := rand.New(rand.NewPCG(seed, 2))
	for name, t := range m.Params.All() {
		for i, v := range t.Float32s() {
			switch {
			case strings.HasSuffix(name, "gamma") || strings.HasSuffix(name, "variance"):
				t.Float32s()[i] = float32(0.5 + r.Float64())
			case !strings.HasSuffix(name, "kernel"):
				t.Float32s()[i] = v + float32(0.2*r.NormFloat64())
			}
		}
	}
}

// keep writes a model with what it puts out: the way back is what is tried of it.
func keep(m *models.Model, path, inputs string, pixels []byte) error {
	p, err := m.Predict(pixels)
	if err != nil {
		return err
	}
	if err := m.Save(path); err != nil {
		return err
	}
	rows := make([][]float32, 0, 20)
	for row := range slices.Chunk(p, len(p)/20) {
		rows = append(rows, row)
	}
	text, err := json.Marshal(map[string]any{"group": "20 of our own", "kind": m.Recipe, "inputs": inputs + ": uint8 (20, 784)", "probabilities": rows})
	if err != nil {
		return err
	}
	return os.WriteFile(path+".expected.json", text, 0o644)
}

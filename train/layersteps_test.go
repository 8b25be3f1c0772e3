package train

import (
	"encoding/json"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
)

// madeUp is the stream k of numbers of graph/testdata/layers, whose README has all
// formulas here.
func madeUp(k, i int) float64 { return float64(mix(uint32(i+7000003*k))) / (1 << 32) }

// layersSet is that README's first examples, or its table with numbers to predict.
func layersSet(examples int, table bool) *data.Set {
	const inputs, classes = 12, 3
	set := &data.Set{Name: "made up", Height: 1, Width: inputs, Classes: classes}
	if table {
		set.Outputs = 2
	}
	for r := range examples {
		set.Labels = append(set.Labels, byte(mix(uint32(r+7000003*2))%classes))
		for c := range inputs {
			v := madeUp(1, inputs*r+c)
			switch {
			case table && c == 11:
				v = 5
			case table:
				v = v*math.Pow(3, float64(c%4)) + float64(c)
			}
			set.Values = append(set.Values, float32(v))
		}
		for c := range set.Outputs {
			set.Targets = append(set.Targets, float32(2*madeUp(3, set.Outputs*r+c)-1))
		}
	}
	return set
}

// setLayers gives the denses the README's weights, by the number in their names.
func setLayers(t *testing.T, p *graph.Params) {
	for name, w := range p.All() {
		layer, kind, _ := strings.Cut(name, "/")
		k := 0
		if number, numbered := strings.CutPrefix(layer, "dense_"); numbered {
			var err error
			if k, err = strconv.Atoi(number); err != nil {
				t.Fatal(err)
			}
		}
		for j := range w.Float32s() {
			switch kind {
			case "kernel":
				w.Float32s()[j] = float32(math.Sqrt(6/float64(w.Shape()[0]+w.Shape()[1])) * uniform(j+10000000*k+2001))
			case "bias":
				w.Float32s()[j] = float32(0.01 * uniform(j+10000000*k+5002000))
			}
		}
	}
}

// writeHeads writes the targets of both heads.
func writeHeads(f *Feed) error {
	f.Inputs()
	f.Batch.Labels(f.Program.Labels("digit"))
	for i, label := range f.Program.Labels("digit") {
		f.Program.Targets("even")[i] = float32(1 - label%2)
	}
	return nil
}

// What trains as PyTorch's and Keras' layers do in float64 (graph's test) does so in
// float32 through a Stepper, with our optimizers: 50 losses within 1e-5.
func TestLayersFollowPyTorchAndKeras(t *testing.T) {
	logits := graph.SparseCategoricalCrossentropy{From: graph.FromLogits}
	sgd := optim.Choice{Name: "sgd", LearningRate: 0.1}
	torchAdam, kerasAdam := optim.Choice{Name: "adam", Form: optim.PyTorch}, optim.Choice{Name: "adam", Form: optim.Keras}
	last := graph.Dense{Units: 3}
	table := layersSet(24, true)
	normalization, err := graph.Normalization{}.Adapt(table.Values, 12)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct {
		layers    graph.Sequential
		loss      graph.Loss
		optimizer optim.Choice
		set       *data.Set
		write     Write
	}{
		"batch-norm-torch": {
			graph.Sequential{graph.Dense{Units: 6}, graph.BatchNorm{Momentum: 0.9, Epsilon: 1e-5, Unbiased: true}, graph.ReLU, last},
			logits, sgd, layersSet(24, false), nil,
		},
		"batch-norm-torch-adam": {
			graph.Sequential{graph.Dense{Units: 6, NoBias: true}, graph.BatchNorm{Momentum: 0.9, Epsilon: 1e-5, Unbiased: true}, graph.ReLU, last},
			logits, torchAdam, layersSet(20, false), nil,
		},
		"batch-norm-keras-adam": {
			graph.Sequential{graph.Dense{Units: 6, NoBias: true}, graph.BatchNorm{}, graph.ReLU, last}, logits, kerasAdam, layersSet(20, false), nil,
		},
		"residual-keras-adam": {
			graph.Sequential{
				graph.Dense{Units: 6, Activation: graph.ReLU},
				graph.Residual{Layers: graph.Sequential{graph.Dense{Units: 5, Activation: graph.ReLU}, graph.Dense{Units: 6}}},
				last,
			}, logits, kerasAdam, layersSet(24, false), nil,
		},
		"l1-l2-keras-adam": {
			graph.Sequential{graph.Dense{Units: 6, Activation: graph.ReLU, KernelPenalty: graph.Penalty{L1: 0.001, L2: 0.01}}, last},
			logits, kerasAdam, layersSet(24, false), nil,
		},
		"tied-mse-torch": {
			graph.Sequential{graph.Dense{Units: 6, Activation: graph.ReLU}, graph.Dense{Share: "dense", Transposed: true, Activation: graph.Sigmoid}},
			graph.MeanSquaredError, sgd, layersSet(24, false), Reconstruct,
		},
		"two-heads-torch": {
			graph.Sequential{graph.Dense{Units: 6, Activation: graph.ReLU}, graph.Heads{{Name: "digit", Layer: last}, {Name: "even", Layer: graph.Dense{Units: 1}}}},
			graph.Weighted{"digit": {Loss: logits}, "even": {Loss: graph.BinaryCrossentropy{From: graph.FromLogits}, Weight: 0.3}},
			sgd, layersSet(24, false), writeHeads,
		},
		"smoothing-keras-adam": {
			graph.Sequential{graph.Dense{Units: 6, Activation: graph.ReLU}, last},
			graph.CategoricalCrossentropy{From: graph.FromLogits, LabelSmoothing: 0.1},
			kerasAdam, layersSet(24, false), nil,
		},
		"table-keras": {
			graph.Sequential{normalization, graph.Dense{Units: 6, Activation: graph.ReLU}, graph.Dense{Units: 2}}, graph.MeanSquaredError, sgd, table, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			want := layerLosses(t, name)
			recipe := models.Recipe{Name: name, Layers: c.layers, Loss: c.loss}
			m, err := models.New(recipe, 1, 12, 3, 1)
			if err != nil {
				t.Fatal(err)
			}
			setLayers(t, m.Params)
			optimizer, err := c.optimizer.New(schedule.Length{})
			if err != nil {
				t.Fatal(err)
			}
			s := &Stepper{Model: m, Optimizer: optimizer, Write: c.write}
			defer s.Close()
			for step := 0; step < len(want); {
				for batch := range c.set.Batches(nil, 8) {
					if step == len(want) {
						break
					}
					if err := s.Step(batch); err != nil {
						t.Fatal(err)
					}
					if off := math.Abs(s.loss/want[step] - 1); !(off <= 1e-5) {
						t.Fatalf("step %d: the loss is %v, want %v", step, s.loss, want[step])
					}
					step++
				}
			}
		})
	}
}

func layerLosses(t *testing.T, name string) []float64 {
	library := "torch"
	if strings.Contains(name, "keras") {
		library = "keras"
	}
	text, err := os.ReadFile("../graph/testdata/layers/steps-layers-" + library + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var reference struct{ Cases map[string]json.RawMessage }
	if err := json.Unmarshal(text, &reference); err != nil {
		t.Fatal(err)
	}
	var of struct{ Loss []float64 }
	if err := json.Unmarshal(reference.Cases[name], &of); err != nil || len(of.Loss) != 50 {
		t.Fatalf("%s has %d losses, %v", name, len(of.Loss), err)
	}
	return of.Loss
}

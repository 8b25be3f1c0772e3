package main

import (
	"encoding/json"
	"testing"

	"digits/graph"
)

// row reads a row of numbers, or the one number of a sparse target.
type row []float64

func (r *row) UnmarshalJSON(text []byte) error {
	var list []recorded
	if err := json.Unmarshal(text, &list); err != nil {
		var one recorded
		if err := json.Unmarshal(text, &one); err != nil {
			return err
		}
		list = []recorded{one}
	}
	*r = nil
	for _, v := range list {
		*r = append(*r, float64(v))
	}
	return nil
}

// Every loss by hand is that of Keras 3.15.1 in float64, value and gradient, on
// batches of some rows, of which the loss is the mean. Keras on JAX takes the
// 1/n in float32; keras-jax.json has it in float64.
func TestLosses(t *testing.T) {
	var reference struct {
		Losses map[string]struct {
			YTrue    []row `json:"y_true"`
			YPred    []row `json:"y_pred"`
			Value    recorded
			Gradient []row
		}
	}
	for file, limit := range map[string]float64{"losses.json": 1e-6, "keras-jax.json": 1e-12} {
		readRecorded(t, file, &reference)
		for _, g := range lossGroups {
			for _, l := range g.losses {
				name := l.name
				switch {
				case name == "huber":
					name = "huber(delta=1.0)"
				case name == "kl_divergence":
					name = "kullback_leibler_divergence"
				case g.from == graph.FromLogits:
					name += "(from_logits=True)"
				}
				want, ok := reference.Losses[name]
				if !ok {
					t.Errorf("%s has no %s", file, name)
				}
				value, batch := 0.0, float64(len(want.YTrue))
				for i, y := range want.YPred {
					value += l.value(y, want.YTrue[i]) / batch
					for j, d := range l.gradient(y, want.YTrue[i]) {
						if !isNear(d/batch, want.Gradient[i][j], limit) {
							t.Errorf("%s, %s, gradient %d, %d: got %v, want %v", file, name, i, j, d/batch, want.Gradient[i][j])
						}
					}
				}
				if !isNear(value, float64(want.Value), limit) {
					t.Errorf("%s, %s: got %v, want %v", file, name, value, want.Value)
				}
			}
		}
	}
}

// The chapter shows every loss that has a name.
func TestAllLosses(t *testing.T) {
	shown := map[string]bool{}
	for _, g := range lossGroups {
		for _, l := range g.losses {
			shown[l.name] = true
		}
	}
	for _, name := range graph.LossNames() {
		if !shown[name] {
			t.Errorf("%s is not shown", name)
		}
	}
}

// The two of the neurons and two of our own; 18 losses of three outputs, each
// with a value and three derivatives. float64 rounds at 1e-16 of a number up to 115.
func TestLossesAgree(t *testing.T) {
	code, stdout, stderr := call("losses")
	largest, compared := largestDifference(t, stdout)
	if code != 0 || stderr != "" || largest > 1e-12 || compared != 4+18*4 {
		t.Errorf("exit code %d, %q; largest difference %v of %d", code, stderr, largest, compared)
	}
}

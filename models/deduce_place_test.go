package models

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"digits/graph"
	"digits/models/weights"
)

// The numbers of an nn.Sequential tell where the normalizations and the one activation
// stand, or that they do not tell it. PyTorch itself is compared in interop/strangers_trainers.py.
func TestPlacesOfNormalizations(t *testing.T) {
	array := func(name string, shape ...int) weights.Array {
		n := 1
		for _, d := range shape {
			n *= d
		}
		return weights.Array{Name: name, Shape: shape, Values: slices.Repeat([]float32{1}, n)}
	}
	linear := func(name string, units, inputs int) []weights.Array {
		return []weights.Array{array(name+".weight", units, inputs), array(name+".bias", units)}
	}
	norm := func(name string, parts string, size int) (arrays []weights.Array) {
		for part := range strings.FieldsSeq(parts) {
			arrays = append(arrays, array(name+"."+part, size))
		}
		return arrays
	}
	const batch, bare = "weight bias running_mean running_var", "running_mean running_var"
	for _, c := range []struct {
		name, want string // the layers, or a part of the error
		arrays     [][]weights.Array
	}{
		{"BatchNorm, ReLU", "Dense BatchNorm relu Dense", [][]weights.Array{linear("0", 3, 6), norm("1", batch, 3), linear("3", 2, 3)}},
		{"ReLU, BatchNorm", "Dense(relu) BatchNorm Dense", [][]weights.Array{linear("0", 3, 6), norm("2", batch, 3), linear("3", 2, 3)}},
		{"BatchNorm alone", "Dense BatchNorm Dense", [][]weights.Array{linear("0", 3, 6), norm("1", batch, 3), linear("2", 2, 3)}},
		{"BatchNorm first", "BatchNorm Dense(relu) Dense", [][]weights.Array{norm("0", batch, 6), linear("1", 3, 6), linear("3", 2, 3)}},
		{"BatchNorm without weights", "Dense BatchNorm relu Dense", [][]weights.Array{linear("0", 3, 6), norm("1", bare, 3), linear("3", 2, 3)}},
		{"LayerNorm", "Dense LayerNorm relu Dense", [][]weights.Array{linear("0", 3, 6), norm("1", "weight bias", 3), linear("3", 2, 3)}},
		{"room on both sides", `before or behind normalization "2"`, [][]weights.Array{linear("0", 3, 6), norm("2", batch, 3), linear("4", 2, 3)}},
		{"behind other features", `normalization "1" of 4 features stands behind 3`, [][]weights.Array{linear("0", 3, 6), norm("1", batch, 4), linear("3", 2, 3)}},
		{"RMSNorm", "RMSNorm", [][]weights.Array{linear("0", 3, 6), norm("1", "weight", 3), linear("3", 2, 3)}},
		{"GroupNorm", `"group_norm" has the name of a GroupNorm`, [][]weights.Array{linear("a", 3, 6), norm("group_norm", "weight bias", 3), linear("b", 2, 3)}},
		{"BatchNorm of the batch", `"bn1" has the name of a BatchNorm, and no statistics`, [][]weights.Array{linear("a", 3, 6), norm("bn1", "weight bias", 3), linear("b", 2, 3)}},
		{"no order", `where its normalizations stand ("n1")`, [][]weights.Array{linear("a", 3, 6), norm("n1", batch, 3), linear("b", 2, 3)}},
		{"LSTM", `"rnn.weight_ih_l0" is of a recurrent layer`, [][]weights.Array{{array("rnn.weight_ih_l0", 4, 6)}, linear("b", 2, 3)}},
		{"attention", `"a.in_proj_bias" is of a MultiheadAttention`, [][]weights.Array{{array("a.in_proj_bias", 9)}, linear("b", 2, 3)}},
		{"spectral_norm", `remove_spectral_norm`, [][]weights.Array{{array("0.weight_orig", 3, 6), array("0.weight_u", 3), array("0.weight_v", 6)}, linear("b", 2, 3)}},
		{"pruned", `prune.remove`, [][]weights.Array{{array("0.weight_orig", 3, 6), array("0.weight_mask", 3, 6)}, linear("b", 2, 3)}},
	} {
		m, err := (&Contents{Arrays: slices.Concat(c.arrays...)}).deduce(LoadOptions{})
		if err != nil {
			if !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: got %v, want %q", c.name, err, c.want)
			}
			continue
		}
		var got []string
		for _, l := range m.Layers {
			switch l := l.(type) {
			case graph.Dense:
				text := "Dense"
				if l.Activation != nil {
					text = fmt.Sprintf("Dense(%s)", graph.ActivationText(l.Activation))
				}
				got = append(got, text)
			case graph.BatchNorm:
				got = append(got, "BatchNorm")
			case graph.LayerNorm:
				got = append(got, "LayerNorm")
			default:
				got = append(got, graph.ActivationText(l.(graph.Activation)))
			}
		}
		if text := strings.Join(got, " "); text != c.want {
			t.Errorf("%s: got %s, want %s", c.name, text, c.want)
		}
		if norms := strings.Contains(c.want, "Norm"); norms != strings.Contains(strings.Join(m.Assumed, "; "), "epsilon 1e-05") {
			t.Errorf("%s: assumed %q", c.name, m.Assumed)
		}
	}
}

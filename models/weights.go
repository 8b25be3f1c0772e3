package models

import (
	"fmt"

	"digits/graph"
	"digits/models/weights"
)

// Weights returns the parameters in Keras' order, as its get_weights does:
// layer by layer the kernel (inputs, units), then the bias (units). They share
// the model's memory.
func (m *Model) Weights() []weights.Array {
	var arrays []weights.Array
	for name, t := range m.Params.All() {
		arrays = append(arrays, weights.Array{Name: name, Shape: t.Shape(), Values: t.Float32s()})
	}
	return arrays
}

// SetWeights copies arrays in the order of Weights into the parameters, as
// Keras' set_weights does: names do not matter, shapes do. If one does not fit,
// nothing is changed.
func (m *Model) SetWeights(arrays []weights.Array) error {
	names := m.Params.Names()
	if len(arrays) != len(names) {
		return fmt.Errorf("models: weights: got %d arrays, want %d: %v", len(arrays), len(names), names)
	}
	fresh := m.Params.Clone()
	for i, a := range arrays {
		if err := fresh.Set(names[i], a.Shape, a.Values); err != nil {
			return err
		}
	}
	for name, t := range fresh.All() {
		copy(m.Params.Get(name).Float32s(), t.Float32s())
	}
	return nil
}

// StateDict returns copies of the parameters as PyTorch's state_dict has them:
// fc1.weight (units, inputs), fc1.bias (units). Layers without names of their
// own have the number that they would have in an nn.Sequential.
func (m *Model) StateDict() ([]weights.Array, error) {
	parts, err := m.dense()
	if err != nil {
		return nil, err
	}
	names := torchNames(m.Layers)
	var dict []weights.Array
	for i, d := range parts {
		kernel := transposed(d.kernel)
		kernel.Name = names[i] + ".weight"
		dict = append(dict, kernel)
		if d.bias != nil {
			dict = append(dict, weights.Array{Name: names[i] + ".bias", Shape: d.bias.Shape, Values: append([]float32(nil), d.bias.Values...)})
		}
	}
	return dict, nil
}

// LoadStateDict copies arrays as StateDict returns them, in any order, into the
// parameters. If a name or a shape does not fit, nothing is changed.
func (m *Model) LoadStateDict(dict []weights.Array) error {
	want, err := m.StateDict()
	if err != nil {
		return err
	}
	have := make(map[string]weights.Array, len(dict))
	for _, a := range dict {
		have[a.Name] = a
	}
	ordered := make([]weights.Array, len(want))
	for i, w := range want {
		a, ok := have[w.Name]
		if !ok || len(have) != len(want) {
			return fmt.Errorf("models: state dict: got %s, want %s", namesOf(dict), namesOf(want))
		}
		if err := a.Check(); err != nil {
			return err
		}
		if len(a.Shape) == 2 {
			a = transposed(a)
		}
		ordered[i] = a
	}
	return m.SetWeights(ordered)
}

// restore gives a model that a file describes the file's arrays, if they are
// what its layers want. It allocates nothing that the arrays do not fill.
func (m *Model) restore(arrays []weights.Array) error {
	have := &graph.Params{}
	for _, a := range arrays {
		if err := have.Add(a.Name, a.Shape, a.Values); err != nil {
			return err
		}
	}
	params, err := graph.Restore(m.Net(), m.Input, have)
	if err != nil {
		return err
	}
	m.Params, m.outline = params, nil
	return m.settleLoaded()
}

// settleLoaded takes as many classes as the network has outputs, where the file does
// not say how many there are.
func (m *Model) settleLoaded() error {
	classes := m.asked
	if classes == 0 && !m.classless {
		classes = m.Outputs()
	}
	if classes < 2 {
		classes = 0
	}
	return m.settle(classes)
}

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
	m.take(fresh)
	return nil
}

// StateDict returns copies of the parameters as PyTorch's state_dict has them:
// fc1.weight (units, inputs), fc1.bias (units). Layers without names of their
// own have the number that they would have in an nn.Sequential.
func (m *Model) StateDict() ([]weights.Array, error) {
	arrays, err := m.torchArrays()
	return stateDict(arrays), err
}

// LoadStateDict copies arrays as StateDict returns them, in any order, into the
// parameters. If a name or a shape does not fit, nothing is changed.
func (m *Model) LoadStateDict(dict []weights.Array) error {
	want, err := m.torchArrays()
	if err != nil {
		return err
	}
	have := make(map[string]weights.Array, len(dict))
	for _, a := range dict {
		have[a.Name] = a
	}
	fresh := m.Params.Clone()
	for _, w := range want {
		a, ok := have[w.Name]
		if !ok || len(have) != len(want) {
			return fmt.Errorf("models: state dict: got %s, want %s", namesOf(dict), namesOf(stateDict(want)))
		}
		if err := a.Check(); err != nil {
			return err
		}
		if w.of == "" {
			continue
		}
		a = fromTorch(a)
		if err := fresh.Set(w.of, a.Shape, a.Values); err != nil {
			return err
		}
	}
	m.take(fresh)
	return nil
}

// take copies parameters of the same network.
func (m *Model) take(fresh *graph.Params) {
	for name, t := range fresh.All() {
		copy(m.Params.Get(name).Float32s(), t.Float32s())
	}
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
	m.Params, m.outline, m.loaded = params, nil, true
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

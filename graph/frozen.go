package graph

import "gorgonia.org/gorgonia"

// Frozen is a layer, or layers, that a training leaves as it is: no gradient by its
// parameters is computed, and its state does not change. A batch norm in it goes by
// its running statistics, as in Keras.
type Frozen struct{ Layer Layer }

func (Frozen) transparent() {}

// Apply applies the layer.
func (f Frozen) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	s.freezes++
	defer func() { s.freezes-- }()
	return s.Apply(f.Layer, x)
}

func (f Frozen) config() (Config, error) {
	layers, err := configsOf([]Layer{f.Layer})
	return Config{"Frozen", []NamedValue{{"layers", layers}}}, err
}

func readFrozen(r *configReader) Layer {
	layer := r.layer("layers")
	if layer == nil {
		r.fail("layers", nil, "the layers that are frozen")
	}
	return Frozen{layer}
}

package graph

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Init makes a network's parameters for examples of the given shape. The seed
// decides them all.
func Init(net Layer, input []int, seed uint64) (*Params, error) {
	s, err := sketch(net, input, &Params{}, &seed)
	if err != nil {
		return nil, err
	}
	return s.params, nil
}

// Restore returns the parameters in the order of the network's layers, if they
// are all that it wants, and of the right shapes. It allocates nothing that
// depends on the network's description, which may come from a stranger.
func Restore(net Layer, input []int, have *Params) (*Params, error) {
	size := 1
	for _, n := range input {
		if n < 1 || size > have.Count()/n {
			return nil, errors.Wrapf(ErrParam, "graph: got an input of %v, but %d weights in all", input, have.Count())
		}
		size *= n
	}
	s, err := sketch(net, input, have, nil)
	if err != nil {
		return nil, err
	}
	ordered := &Params{values: have.values}
	for _, l := range s.outputs {
		ordered.names = append(ordered.names, l.params...)
	}
	if len(ordered.names) != len(have.names) {
		return nil, errors.Wrapf(ErrParam, "graph: got %v, want %v", have.names, ordered.names)
	}
	return ordered, nil
}

// sketch applies a network to a batch of one, to learn its parameters and shapes.
func sketch(net Layer, input []int, params *Params, seed *uint64) (s *Scope, err error) {
	building.Lock()
	defer building.Unlock()
	defer recoverTo(&err)
	if s, err = newScope(tensor.Float32, params, 1, input); err != nil {
		return nil, err
	}
	s.seed = seed
	_, err = applyTo(net, s)
	return s, err
}

func applyTo(net Layer, s *Scope) (*gorgonia.Node, error) {
	if seq, ok := net.(Sequential); ok {
		return seq.Apply(s, s.input)
	}
	return s.Apply(net, s.input)
}

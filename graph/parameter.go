package graph

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Param returns the node of the layer's parameter of that name and shape. When
// the network's parameters are made, init draws its first values, from a random
// stream that the seed and the name decide. Asked for again, a parameter is shared.
// Within a Frozen layer it is not trained.
func (s *Scope) Param(name string, init Initializer, shape ...int) (*gorgonia.Node, error) {
	full := join(s.layer, name)
	n, err := s.leaf(full, init, shape, false)
	if err == nil && s.freezes > 0 {
		s.frozen[full] = true
	}
	return n, err
}

// State returns the node of something that the layer keeps and no optimizer
// trains: the moving averages of a batch norm. It is saved and loaded with the
// parameters, has no gradient, and is never decayed. Update says how it changes. A
// layer that stands twice, by its pointer, is given the second time what the first has
// made of it.
func (s *Scope) State(name string, init Initializer, shape ...int) (*gorgonia.Node, error) {
	n, err := s.leaf(join(s.layer, name), init, shape, true)
	if i := s.updateOf(n); i >= 0 {
		n = s.updates[i].next
	}
	return n, err
}

// update is what a state becomes after a run in training.
type update struct {
	state, next *gorgonia.Node
}

// updateOf returns the index of a state's update, -1 if there is none yet.
func (s *Scope) updateOf(state *gorgonia.Node) int {
	return slices.IndexFunc(s.updates, func(u update) bool { return u.state == state })
}

// Update makes next the value of a state after each run of a program for training:
// of s.State's node. It does nothing in other modes, nor within a Frozen layer. next
// has the state's shape. A second update is of what State returns after the first.
func (s *Scope) Update(state, next *gorgonia.Node) error {
	before := slices.IndexFunc(s.updates, func(u update) bool { return u.next == state })
	switch name := state.Name(); {
	case before < 0 && (s.nodes[name] != state || !s.states[name]):
		return errors.Errorf("graph: update: got %v, want a node of Scope.State", state)
	case !next.Shape().Eq(state.Shape()):
		return errors.Errorf("graph: update: %s is %v, its next value %v", name, state.Shape(), next.Shape())
	case s.updateOf(state) >= 0:
		return errors.Errorf("graph: update: got %s twice, and one value would be lost: ask State for it again before the second", name)
	case !s.Training() || s.freezes > 0:
		return nil
	case before >= 0:
		s.updates[before].next = next
	default:
		s.updates = append(s.updates, update{state, next})
	}
	return nil
}

// ParamOf returns the node of a parameter or state of another layer, which stands
// before: "encoder", "kernel". Within a layer that has layers of its own, these are
// looked for first.
func (s *Scope) ParamOf(layer, name string) (*gorgonia.Node, error) {
	for within := s.layer; ; {
		within, _ = cutLast(within)
		if n, ok := s.nodes[join(join(within, layer), name)]; ok {
			return n, nil
		}
		if within == "" {
			break
		}
	}
	var have []string
	for _, l := range s.outputs {
		have = append(have, l.params...)
	}
	return nil, errors.Errorf("got no %s/%s to share before this layer, have %s", layer, name, strings.Join(have, ", "))
}

// AddLoss adds a scalar to the loss: a penalty on weights or on activations.
func (s *Scope) AddLoss(scalar *gorgonia.Node) error {
	if !scalar.IsScalar() {
		return errors.Errorf("graph: a loss is added that is %v, want a scalar", scalar.Shape())
	}
	s.added = append(s.added, scalar)
	return nil
}

// leaf returns the node of a parameter or a state by its full name.
func (s *Scope) leaf(name string, init Initializer, shape []int, state bool) (*gorgonia.Node, error) {
	if len(shape) == 0 || slices.Min(shape) < 1 {
		return nil, errors.Errorf("%s is %v, want at least one axis, sizes of at least 1", name, shape)
	}
	if n, ok := s.nodes[name]; ok {
		switch {
		case s.states[name] != state:
			return nil, errors.Errorf("%s is asked for as a parameter and as state, want one of them", name)
		case s.askedBy[name] != s.layer:
			return nil, errors.Errorf("%s is the name of one of another layer's, %s: choose another name, or share it by ParamOf", name, s.askedBy[name])
		}
		return n, s.checkShape(name, shape)
	}
	if err := checkName(name); err != nil {
		return nil, err
	}
	if s.params.Get(name) == nil {
		if s.seed == nil && !s.empty {
			return nil, errors.Wrapf(ErrParam, "got no %s, have %s", name, strings.Join(s.params.names, ", "))
		}
		s.draw(name, init, shape, state)
	}
	if err := s.checkShape(name, shape); err != nil {
		return nil, err
	}
	s.states[name] = state
	n := s.bind(name, view(s.params.Get(name)))
	s.nodes[name], s.askedBy[name] = n, s.layer
	s.asked = append(s.asked, name)
	return n, nil
}

func (s *Scope) checkShape(name string, want []int) error {
	if got := s.params.Get(name).Shape(); !slices.Equal(got, want) {
		return errors.Wrapf(ErrParam, "%s is %v, want %v", name, got, tensor.Shape(want))
	}
	return nil
}

func (s *Scope) draw(name string, init Initializer, shape []int, state bool) {
	if s.empty {
		s.params.add(name, tensor.Float32, shape)
		s.params.setState(name, state)
		return
	}
	w := make([]float64, tensor.Shape(shape).TotalSize())
	init(rand.New(rand.NewPCG(*s.seed, stream(name))), shape[0], shape[len(shape)-1], w)
	dst := s.params.add(name, tensor.Float32, shape).Float32s()
	for i := range w {
		dst[i] = float32(w[i])
	}
	s.params.setState(name, state)
}

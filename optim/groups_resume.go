package optim

import (
	"fmt"
	"maps"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// prefix is what the names in a group's state begin with. The dot says that a tensor
// is of some of the parameters alone.
func prefix(group int) string { return fmt.Sprintf("group%d.", group) }

// State returns the groups', each with a prefix before its names.
func (g Groups) State() (State, error) {
	all := State{Numbers: map[string]float64{}, Tensors: map[string][]*tensor.Dense{}}
	for i, group := range g {
		if group.Optimizer == nil {
			continue
		}
		s, err := group.Optimizer.State()
		if err != nil {
			return State{}, errors.WithMessagef(err, "optim: groups: %q", group.Match)
		}
		for name, number := range s.Numbers {
			all.Numbers[prefix(i)+name] = number
		}
		for name, tensors := range s.Tensors {
			all.Tensors[prefix(i)+name] = tensors
		}
	}
	return all, nil
}

// Restore takes a State. If one group cannot take its part, those before it get back
// what they had.
func (g Groups) Restore(all State) error {
	parts, err := g.parts(all)
	if err != nil {
		return err
	}
	before, err := g.State()
	if err != nil {
		return err
	}
	old, err := g.parts(before)
	if err != nil {
		return err
	}
	for i, group := range g {
		if group.Optimizer == nil {
			continue
		}
		if err := group.Optimizer.Restore(parts[i]); err != nil {
			for k := range i {
				if g[k].Optimizer != nil {
					_ = g[k].Optimizer.Restore(old[k]) // its own state
				}
			}
			return errors.WithMessagef(err, "optim: groups: %q", group.Match)
		}
	}
	for i := range g {
		g[i].members, g[i].restored = nil, 0
		for _, list := range parts[i].Tensors {
			g[i].restored = len(list)
		}
	}
	return nil
}

// parts are the groups' own states.
func (g Groups) parts(all State) ([]State, error) {
	parts := make([]State, len(g))
	numbers, tensors := maps.Clone(all.Numbers), maps.Clone(all.Tensors)
	for i, group := range g {
		parts[i] = State{Numbers: map[string]float64{}, Tensors: map[string][]*tensor.Dense{}}
		if group.Optimizer == nil {
			continue
		}
		moveFrom(numbers, parts[i].Numbers, prefix(i))
		moveFrom(tensors, parts[i].Tensors, prefix(i))
	}
	for name := range numbers {
		return nil, errors.Wrapf(ErrState, "optim: groups: got a number %q of no group that is trained", name)
	}
	for name := range tensors {
		return nil, errors.Wrapf(ErrState, "optim: groups: got a tensor %q of no group that is trained", name)
	}
	return parts, nil
}

// moveFrom moves what has the prefix, without it.
func moveFrom[V any](from, to map[string]V, prefix string) {
	for name, v := range from {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			to[rest] = v
			delete(from, name)
		}
	}
}

package optim

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// Masked is an optimizer that keeps some of the weights at 0, for pruning: before
// each step their gradients are 0, and after it they are, whatever the optimizer's
// momentum and weight decay make of them. The masks go by the parameters' names and
// may be changed between steps; there are none at first. In PyTorch that is
// p.grad.mul_(mask) before the step and p.mul_(mask) after it.
type Masked struct {
	Optimizer

	masks map[string][]bool
	holder
}

// SetMask sets the mask of a parameter: an element a weight, row-major, false where
// it is kept at 0. Nil takes the mask away; the weights then begin from 0.
func (m *Masked) SetMask(name string, mask []bool) {
	if mask == nil {
		delete(m.masks, name)
		return
	}
	if m.masks == nil {
		m.masks = map[string][]bool{}
	}
	m.masks[name] = slices.Clone(mask)
}

// Mask returns a copy of a parameter's mask, nil if it has none.
func (m *Masked) Mask(name string) []bool { return slices.Clone(m.masks[name]) }

// Check reports masks of parameters that are not among these.
func (m *Masked) Check(names []string) error {
	for name := range m.masks {
		if !slices.Contains(names, name) {
			return errors.Errorf("optim: mask: there is no parameter %q, but %s", name, strings.Join(names, ", "))
		}
	}
	return nil
}

// Step updates the parameters in place, and the gradients.
func (m *Masked) Step(model []gorgonia.ValueGrad) error {
	model, err := m.hold("mask", model)
	if err != nil {
		return err
	}
	if err := m.fits(model); err != nil {
		return err
	}
	for _, p := range model {
		m.clear(p.(*held).name, p.(*held).grad)
	}
	if err := m.Optimizer.Step(model); err != nil {
		return err
	}
	for _, p := range model {
		m.clear(p.(*held).name, p.(*held).value)
	}
	return nil
}

// fits reports masks that have no parameter, or one of another size.
func (m *Masked) fits(model []gorgonia.ValueGrad) error {
	found := 0
	for _, p := range model {
		p := p.(*held)
		mask, has := m.masks[p.name]
		if !has {
			continue
		}
		found++
		for _, v := range []gorgonia.Value{p.value, p.grad} {
			single, double, err := numbers(v)
			if err != nil {
				return errors.Wrapf(err, "optim: mask: %s", p.name)
			}
			if n := len(single) + len(double); n != len(mask) {
				return errors.Errorf("optim: mask: %s has %d weights, its mask %d", p.name, n, len(mask))
			}
		}
	}
	if found == len(m.masks) {
		return nil
	}
	var names []string
	for _, p := range model {
		names = append(names, p.(*held).name)
	}
	if err := m.Check(names); err != nil {
		return err
	}
	return errors.Errorf("optim: mask: two parameters have one name among %s", strings.Join(names, ", "))
}

// clear makes 0 what the mask of that name has out.
func (m *Masked) clear(name string, v gorgonia.Value) {
	if mask, has := m.masks[name]; has {
		single, double, _ := numbers(v) // fits has seen them
		zero(single, mask)
		zero(double, mask)
	}
}

func zero[F kernel.Float](x []F, mask []bool) {
	for i := range x {
		if !mask[i] {
			x[i] = 0
		}
	}
}

// maskPrefix is what a mask's name in the state begins with. The dot says that the
// tensor is of some of the parameters alone.
const maskPrefix = "mask."

// State returns the optimizer's with the masks, 1 for a weight that is let go.
func (m *Masked) State() (State, error) {
	s, err := m.Optimizer.State()
	if err != nil {
		return State{}, err
	}
	if s.Tensors == nil {
		s.Tensors = map[string][]*tensor.Dense{}
	}
	for name, mask := range m.masks {
		if len(mask) == 0 {
			continue
		}
		x := make([]float32, len(mask))
		for i, free := range mask {
			if free {
				x[i] = 1
			}
		}
		if _, twice := s.Tensors[maskPrefix+name]; twice {
			return State{}, errors.Errorf("optim: got masks in masks, whose state cannot be told apart: make one of both")
		}
		s.Tensors[maskPrefix+name] = []*tensor.Dense{vector(x)}
	}
	return s, nil
}

// Restore takes a State, with its masks in place of those that were set.
func (m *Masked) Restore(s State) error {
	tensors, saved, masks := maps.Clone(s.Tensors), map[string][]*tensor.Dense{}, map[string][]bool{}
	moveFrom(tensors, saved, maskPrefix)
	for name, list := range saved {
		if len(list) != 1 || list[0].Dtype() != tensor.Float32 {
			return errors.Wrapf(ErrState, "optim: mask: got %d tensors of %s, want one of float32", len(list), name)
		}
		for _, x := range list[0].Float32s() {
			if x != 0 && x != 1 {
				return errors.Wrapf(ErrState, "optim: mask: got %v in the mask of %s, want 0 and 1", x, name)
			}
			masks[name] = append(masks[name], x == 1)
		}
	}
	if err := m.Optimizer.Restore(State{Numbers: s.Numbers, Tensors: tensors}); err != nil {
		return err
	}
	m.masks = masks
	return nil
}

// Unwrap returns the optimizer inside.
func (m *Masked) Unwrap() Optimizer { return m.Optimizer }

// String says which optimizer it is, with its settings.
func (m *Masked) String() string { return fmt.Sprintf("%v, masked", m.Optimizer) }

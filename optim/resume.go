package optim

import (
	"maps"
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/tensor"
)

// State is what an optimizer keeps between steps, so that another one with the
// same settings can go on from there: a copy, which no step changes. Names are
// PyTorch's, where it has one.
type State struct {
	Numbers map[string]float64         // "step", "learning_rate"
	Tensors map[string][]*tensor.Dense // "exp_avg": one a parameter, in their order, float32 or float64; with a dot in the name, of some parameters
}

// Resumable is a solver that goes on, bit for bit, where another of the same
// settings stopped. All of this package's are; one of your own needs the two
// methods if a training with it is to be resumed.
type Resumable interface {
	// State returns a copy of what the solver keeps.
	State() (State, error)

	// Restore takes the state of a solver with the same settings. A state that
	// is not one is an error, and leaves the solver as it is.
	Restore(State) error
}

// ErrState is the cause of Restore's errors.
var ErrState = errors.New("not a state of this optimizer")

// The numbers that most optimizers keep.
const (
	numberStep         = "step"
	numberLearningRate = "learning_rate"
)

// kept says where an optimizer keeps its state: numbers by name, and the names of
// its tensors.
type kept struct {
	numbers map[string]*float64
	tensors []string
}

// keeps is the kept of an optimizer with a learning rate.
func keeps(rate *float64, tensors ...string) kept {
	return kept{map[string]*float64{numberLearningRate: rate}, tensors}
}

// with adds a number.
func (k kept) with(name string, number *float64) kept {
	k.numbers[name] = number
	return k
}

// save copies the state of an optimizer.
func (s *state) save(k kept) State {
	saved := State{Numbers: map[string]float64{numberStep: float64(s.steps)}, Tensors: map[string][]*tensor.Dense{}}
	for name, number := range k.numbers {
		saved.Numbers[name] = *number
	}
	for i, name := range k.tensors {
		for p := range s.s.kept {
			if single := s.s.kept[p][i]; len(single) > 0 {
				saved.Tensors[name] = append(saved.Tensors[name], vector(slices.Clone(single)))
			} else if double := s.d.kept[p][i]; len(double) > 0 {
				saved.Tensors[name] = append(saved.Tensors[name], vector(slices.Clone(double)))
			}
		}
	}
	return saved
}

// vector is a tensor with one axis over the memory of x.
func vector[F float32 | float64](x []F) *tensor.Dense {
	return tensor.New(tensor.WithShape(len(x)), tensor.WithBacking(x))
}

// load is the reverse of save.
func (s *state) load(name string, k kept, saved State) error {
	want := append(slices.Collect(maps.Keys(k.numbers)), numberStep)
	if err := saved.check(name, want, k.tensors); err != nil {
		return err
	}
	var single half[float32]
	var double half[float64]
	if len(saved.Tensors) > 0 {
		n := len(saved.Tensors[k.tensors[0]])
		single.kept, double.kept = make([][3][]float32, n), make([][3][]float64, n)
	}
	for i, of := range k.tensors {
		for p, t := range saved.Tensors[of] {
			if t.Dtype() == tensor.Float32 {
				single.kept[p][i] = slices.Clone(t.Float32s())
			} else {
				double.kept[p][i] = slices.Clone(t.Float64s())
			}
		}
	}
	for name, number := range k.numbers {
		*number = saved.Numbers[name]
	}
	s.filled, s.steps, s.s, s.d = true, int(saved.Numbers[numberStep]), single, double
	return nil
}

// clone copies the tensors too.
func (s State) clone() State {
	c := State{Numbers: maps.Clone(s.Numbers), Tensors: map[string][]*tensor.Dense{}}
	for name, list := range s.Tensors {
		for _, t := range list {
			c.Tensors[name] = append(c.Tensors[name], t.Clone().(*tensor.Dense))
		}
	}
	return c
}

// check reports a state that has other numbers, other tensors, or of one kind of
// tensor another number than of the next. One from before the first step has no
// tensors.
func (s State) check(name string, numbers, tensors []string) error {
	slices.Sort(numbers)
	if got := slices.Sorted(maps.Keys(s.Numbers)); !slices.Equal(got, numbers) {
		return errors.Wrapf(ErrState, "optim: %s: got the numbers %q, want %q", name, got, numbers)
	}
	if step := s.Numbers[numberStep]; !whole(step) {
		return errors.Wrapf(ErrState, "optim: %s: got %v steps, want a whole number", name, step)
	}
	if len(s.Tensors) == 0 {
		return nil
	}
	tensors = slices.Sorted(slices.Values(tensors))
	if got := slices.Sorted(maps.Keys(s.Tensors)); !slices.Equal(got, tensors) {
		return errors.Wrapf(ErrState, "optim: %s: got the tensors %q, want %q", name, got, tensors)
	}
	for _, of := range tensors {
		if err := s.like(name, of, tensors[0]); err != nil {
			return err
		}
	}
	return nil
}

// whole reports whether x counts something.
func whole(x float64) bool { return x >= 0 && x < 1<<53 && x == float64(int(x)) }

// like reports tensors that are not of the sizes and types of another kind.
func (s State) like(name, of, other string) error {
	got, want := s.Tensors[of], s.Tensors[other]
	if len(got) == 0 || len(got) != len(want) {
		return errors.Wrapf(ErrState, "optim: %s: got %d tensors %s, want %d as of %s", name, len(got), of, len(want), other)
	}
	for i, t := range got {
		if t.Dtype() != tensor.Float32 && t.Dtype() != tensor.Float64 {
			return errors.Wrapf(ErrState, "optim: %s: %s %d is of %v, want float32 or float64", name, of, i, t.Dtype())
		}
		if t.DataSize() != want[i].DataSize() || t.Dtype() != want[i].Dtype() {
			return errors.Wrapf(ErrState, "optim: %s: %s %d has %d numbers of %v, %s has %d of %v",
				name, of, i, t.DataSize(), t.Dtype(), other, want[i].DataSize(), want[i].Dtype())
		}
	}
	return nil
}

package optim

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// The moments by PyTorch's names.
const (
	adamMean   = "exp_avg"
	adamSquare = "exp_avg_sq"
)

// State returns the solver's moments, its iteration and the learning rate.
func (a *Adam) State() (State, error) {
	s := State{
		Numbers: map[string]float64{numberLearningRate: *a.Rates()[0], numberStep: float64(a.iteration)},
		Tensors: map[string][]*tensor.Dense{},
	}
	if a.solver == nil { // it has made no step since it was made or restored
		if a.restored != nil {
			s.Tensors = a.restored.clone().Tensors
		}
		return s, nil
	}
	if a.moments == nil {
		return State{}, ErrSolver
	}
	for _, c := range *a.moments.cache {
		m, v, err := c.dense()
		if err != nil {
			return State{}, err
		}
		s.Tensors[adamMean] = append(s.Tensors[adamMean], m.Clone().(*tensor.Dense))
		s.Tensors[adamSquare] = append(s.Tensors[adamSquare], v.Clone().(*tensor.Dense))
	}
	return s, nil
}

// Restore takes the moments, the iteration and the learning rate. The solver gets
// them at the next step, when it knows the parameters.
func (a *Adam) Restore(s State) error {
	if err := s.check("adam", []string{numberLearningRate, numberStep}, []string{adamMean, adamSquare}); err != nil {
		return err
	}
	a.Rates()
	a.LearningRate, a.iteration = s.Numbers[numberLearningRate], int(s.Numbers[numberStep])
	a.solver, a.moments, a.restored = nil, nil, nil
	if len(s.Tensors) > 0 {
		copied := s.clone()
		a.restored = &copied
	}
	return nil
}

// goOn gives a new solver what was restored.
func (a *Adam) goOn(model []gorgonia.ValueGrad) error {
	if a.restored == nil {
		return nil
	}
	if a.moments == nil {
		return ErrSolver
	}
	mean, square := a.restored.Tensors[adamMean], a.restored.Tensors[adamSquare]
	if len(mean) != len(model) {
		return errors.Wrapf(ErrState, "optim: adam: got moments of %d parameters, want %d", len(mean), len(model))
	}
	for i, p := range model {
		w, ok := p.Value().(*tensor.Dense)
		if !ok || w.Dtype() != mean[i].Dtype() || w.DataSize() != mean[i].DataSize() {
			return errors.Wrapf(ErrState, "optim: adam: parameter %d is %v of %v, its moments are %d of %v",
				i, p.Value().Shape(), p.Value().Dtype(), mean[i].DataSize(), mean[i].Dtype())
		}
	}
	if err := a.moments.allocate(a.solver, model); err != nil {
		return err
	}
	for i, c := range *a.moments.cache {
		m, v, err := c.dense()
		if err != nil {
			return err
		}
		copyInto(m, mean[i])
		copyInto(v, square[i])
	}
	a.moments.setIteration(a.iteration)
	a.restored = nil
	return nil
}

// copyInto copies the elements between tensors of one type and size.
func copyInto(to, from *tensor.Dense) {
	if to.Dtype() == tensor.Float32 {
		copy(to.Float32s(), from.Float32s())
		return
	}
	copy(to.Float64s(), from.Float64s())
}

// dense returns the two tensors.
func (m *moments) dense() (mean, square *tensor.Dense, err error) {
	if m == nil {
		return nil, nil, ErrSolver
	}
	mean, ok1 := m.Value.(*tensor.Dense)
	square, ok2 := m.d.(*tensor.Dense)
	if !ok1 || !ok2 {
		return nil, nil, ErrSolver
	}
	return mean, square, nil
}

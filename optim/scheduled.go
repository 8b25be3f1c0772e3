package optim

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/optim/schedule"
)

// Scheduled is an optimizer whose learning rate follows a schedule; of several, as
// of [Groups], each does. It counts its own steps, from 0. The optimizer's rates at
// the first step are the initial ones.
type Scheduled struct {
	Optimizer
	Schedule schedule.Schedule

	steps   int
	initial []float64
	rates   []*float64 // to the initial ones
	inside  []*float64 // to the optimizer's
}

// Rates points to the initial learning rates, which the schedule goes by: to change
// one scales the rest of its schedule. What the last step took is Current.
func (s *Scheduled) Rates() []*float64 {
	if s.initial == nil {
		s.inside = s.Optimizer.Rates()
		s.initial = make([]float64, len(s.inside))
		for i, rate := range s.inside {
			s.initial[i] = *rate
			s.rates = append(s.rates, &s.initial[i])
		}
	}
	return s.rates
}

// Step updates the parameters in place at the schedule's rate.
func (s *Scheduled) Step(model []gorgonia.ValueGrad) error {
	for i, initial := range s.Rates() {
		rate := s.Schedule.Rate(*initial, s.steps)
		if rate != rate {
			return errors.Errorf("optim: schedule: the learning rate is NaN at step %d, %v: give the schedule steps, or make it by schedule.For", s.steps, s.Schedule)
		}
		*s.inside[i] = rate
	}
	s.steps++
	return s.Optimizer.Step(model)
}

// The numbers that a schedule adds to its optimizer's; the initial rates after the
// first have their position behind the name.
const (
	numberScheduleStep = "schedule_step"
	numberInitialRate  = "initial_learning_rate"
)

func initialRate(i int) string {
	if i == 0 {
		return numberInitialRate
	}
	return fmt.Sprintf("%s_%d", numberInitialRate, i)
}

// State returns the optimizer's with the step of the schedule and the initial
// learning rate. It is an error where one schedule stands in another.
func (s *Scheduled) State() (State, error) {
	s.Rates()
	saved, err := s.Optimizer.State()
	if err != nil {
		return State{}, err
	}
	if _, twice := saved.Numbers[numberScheduleStep]; twice {
		return State{}, errors.Errorf("optim: got a schedule in a schedule, whose state cannot be told apart: make one of both")
	}
	saved.Numbers[numberScheduleStep] = float64(s.steps)
	for i, initial := range s.initial {
		saved.Numbers[initialRate(i)] = initial
	}
	return saved, nil
}

// Restore takes a State.
func (s *Scheduled) Restore(saved State) error {
	initial := make([]float64, len(s.Rates()))
	inner := State{Numbers: maps.Clone(saved.Numbers), Tensors: saved.Tensors}
	step, ok := inner.Numbers[numberScheduleStep]
	delete(inner.Numbers, numberScheduleStep)
	for i := range initial {
		rate, has := inner.Numbers[initialRate(i)]
		initial[i], ok = rate, ok && has
		delete(inner.Numbers, initialRate(i))
	}
	if !ok || !whole(step) {
		return errors.Wrapf(ErrState, "optim: schedule: got the numbers %q, want %s, a whole number, and %d of %s among them",
			slices.Sorted(maps.Keys(saved.Numbers)), numberScheduleStep, len(initial), numberInitialRate)
	}
	if err := s.Optimizer.Restore(inner); err != nil {
		return err
	}
	s.steps = int(step)
	copy(s.initial, initial)
	return nil
}

// Unwrap returns the optimizer inside.
func (s *Scheduled) Unwrap() Optimizer { return s.Optimizer }

// String says which optimizer it is, with its settings.
func (s *Scheduled) String() string {
	return fmt.Sprintf("%v, %v", s.Optimizer, s.Schedule)
}

// describe is the optimizer at its initial rate: a schedule is no part of it.
func (s *Scheduled) describe() (string, settings) {
	inner, ok := s.Optimizer.(described)
	if !ok {
		return "", nil
	}
	class, all := inner.describe()
	if class != "" {
		all[settingLearningRate] = s.Rates()[0]
	}
	return class, all
}

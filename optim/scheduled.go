package optim

import (
	"fmt"
	"maps"
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/optim/schedule"
)

// Scheduled is an optimizer whose learning rate follows a schedule. It counts its
// own steps, from 0. The optimizer's rate at the first step is the initial one.
type Scheduled struct {
	Optimizer
	Schedule schedule.Schedule

	started bool
	steps   int
	initial float64
}

// Rate points to the initial learning rate, which the schedule goes by: to change
// it scales the rest of the schedule. What the last step took is
// *s.Optimizer.Rate().
func (s *Scheduled) Rate() *float64 {
	if !s.started {
		s.started = true
		s.initial = *s.Optimizer.Rate()
	}
	return &s.initial
}

// Step updates the parameters in place at the schedule's rate.
func (s *Scheduled) Step(model []gorgonia.ValueGrad) error {
	rate := s.Schedule.Rate(*s.Rate(), s.steps)
	*s.Optimizer.Rate() = rate
	s.steps++
	return s.Optimizer.Step(model)
}

// The numbers that a schedule adds to its optimizer's.
const (
	numberScheduleStep = "schedule_step"
	numberInitialRate  = "initial_learning_rate"
)

// State returns the optimizer's with the step of the schedule and the initial
// learning rate. It is an error where one schedule stands in another.
func (s *Scheduled) State() (State, error) {
	initial := *s.Rate()
	saved, err := s.Optimizer.State()
	if err != nil {
		return State{}, err
	}
	if _, twice := saved.Numbers[numberScheduleStep]; twice {
		return State{}, errors.Errorf("optim: got a schedule in a schedule, whose state cannot be told apart: make one of both")
	}
	saved.Numbers[numberScheduleStep], saved.Numbers[numberInitialRate] = float64(s.steps), initial
	return saved, nil
}

// Restore takes a State.
func (s *Scheduled) Restore(saved State) error {
	step, ok1 := saved.Numbers[numberScheduleStep]
	initial, ok2 := saved.Numbers[numberInitialRate]
	if !ok1 || !ok2 || !whole(step) {
		return errors.Wrapf(ErrState, "optim: schedule: got the numbers %q, want %s, a whole number, and %s among them",
			slices.Sorted(maps.Keys(saved.Numbers)), numberScheduleStep, numberInitialRate)
	}
	saved.Numbers = maps.Clone(saved.Numbers)
	delete(saved.Numbers, numberScheduleStep)
	delete(saved.Numbers, numberInitialRate)
	if err := s.Optimizer.Restore(saved); err != nil {
		return err
	}
	s.started, s.steps, s.initial = true, int(step), initial
	return nil
}

// String says which optimizer it is, with its settings.
func (s *Scheduled) String() string {
	return fmt.Sprintf("%v, %v", s.Optimizer, s.Schedule)
}

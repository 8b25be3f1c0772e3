package optim

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/train/optim/schedule"
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

func (s *Scheduled) String() string {
	return fmt.Sprintf("%v, %v", s.Optimizer, s.Schedule)
}

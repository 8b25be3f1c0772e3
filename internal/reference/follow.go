package reference

import (
	"math"
	"testing"

	"digits/data"
	"digits/optim"
	"digits/train"
)

// Follow makes the 50 steps of a case with SGD of rate .1, each by step, and compares the
// losses and the parameters at the end. loss, if not nil, returns a step's; else it is
// what the stepper counts.
func Follow(t *testing.T, s *train.Stepper, step func(*train.Stepper, data.Batch) error, want Result, loss func(*train.Stepper) float64) {
	t.Helper()
	if s.Optimizer == nil {
		s.Optimizer = &optim.SGD{LearningRate: 0.1}
	}
	defer s.Close()
	for i, batch := range All(Set()) {
		s.Begin()
		if err := step(s, batch); err != nil {
			t.Fatal(err)
		}
		got := s.Loss()
		if loss != nil {
			got = loss(s)
		}
		if !(math.Abs(got/want.Loss[i]-1) <= limit) {
			t.Fatalf("step %d: the loss is %v, want %v", i, got, want.Loss[i])
		}
	}
	Parameters(t, s.Model, want.Parameters)
}

// LastRun is the loss of the last run of the program for a whole batch.
func LastRun(s *train.Stepper) float64 {
	p, err := s.Program(Batch)
	if err != nil {
		return math.NaN()
	}
	return p.Loss()
}

// Plainly is an ordinary step.
func Plainly(s *train.Stepper, batch data.Batch) error {
	p, err := s.Run(batch)
	if err != nil {
		return err
	}
	return s.Update(p.Gradients())
}

package main

import (
	"context"
	"strings"
	"time"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/train"
)

// The parts of a step, as they follow each other. "tape" is what the
// TapeMachine takes beyond the operations that it runs, "loop" what an epoch
// takes beyond its steps.
var partNames = []string{batchPart, "gemm forward", "gemm backward", "loss", "other", tapePart, optimizerPart, loopPart}

const (
	batchPart     = "batch"
	tapePart      = "tape"
	optimizerPart = "optimizer"
	loopPart      = "loop"

	// Measured to tell the parts above, and not printed.
	wholeTape     = "the tape and its operations"
	allOperations = "all operations"
)

// partOf returns the part that an operation of the graph belongs to. Other
// operations are ReLU's gradient, dropout, biases.
func partOf(operation string) string {
	switch {
	case operation == "dense":
		return "gemm forward"
	case operation == "denseKernelGrad", operation == "denseInputGrad", operation == "denseMaskedInputGrad":
		return "gemm backward"
	case strings.Contains(strings.ToLower(operation), "crossentropy"), strings.HasPrefix(operation, "softmax"):
		return "loss"
	}
	return "other"
}

const (
	mostSteps = 2000
	stepsFor  = 2 * time.Second
)

// stepper trains on, to time the parts of its steps. The tape's own time is not
// to be seen directly: every other step runs on the TapeMachine as a whole, the
// ones between operation by operation.
type stepper struct {
	model     *models.Model
	program   *graph.Program
	optimizer gorgonia.Solver
	samples   map[string][]float64 // microseconds
}

// measureSteps fills in what t has of steps.
func measureSteps(ctx context.Context, w workload, m *models.Model, set *data.Set, t *training) error {
	batch := min(w.recipe.Batch, set.Len())
	program, err := m.Compile(graph.Options{Mode: graph.Training, Batch: batch, Loss: m.Loss, Clock: &graph.Clock{Seed: seed}})
	if err != nil {
		return err
	}
	defer program.Close()
	config, err := configOf(w.recipe, set)
	if err != nil {
		return err
	}
	s := stepper{model: m, program: program, optimizer: config.Optimizer, samples: map[string][]float64{}}
	order := data.Order(set.Len(), seed, 0, nil)
	step, start := 0, time.Now()
	for b := range set.Batches(order, batch) {
		if b.Len() < batch || step == mostSteps || step > 2 && time.Since(start) > stepsFor {
			break
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := s.step(b, step%2 == 0); err != nil {
			return err
		}
		step++
	}
	t.Instructions = program.Instructions()
	steps := float64((set.Len() + batch - 1) / batch)
	t.Parts = s.parts(1e6 * t.Median / steps)
	return nil
}

// step makes one step, whole or operation by operation.
func (s *stepper) step(b data.Batch, whole bool) error {
	start := time.Now()
	if err := train.Default(&train.Feed{Model: s.model, Program: s.program, Batch: b, Training: true}); err != nil {
		return err
	}
	s.add(batchPart, time.Since(start))
	if err := s.run(whole); err != nil {
		return err
	}
	start = time.Now()
	err := s.optimizer.Step(s.program.Gradients())
	s.add(optimizerPart, time.Since(start))
	return err
}

func (s *stepper) run(whole bool) error {
	start := time.Now()
	if whole {
		err := s.program.Run()
		s.add(wholeTape, time.Since(start))
		return err
	}
	sums := map[string]time.Duration{}
	err := s.program.Profile(func(operation string, took time.Duration) {
		sums[partOf(operation)] += took
		sums[allOperations] += took
	})
	for part, sum := range sums {
		s.add(part, sum)
	}
	return err
}

func (s *stepper) add(part string, d time.Duration) {
	s.samples[part] = append(s.samples[part], 1e6*d.Seconds())
}

// parts returns the medians, given how long an epoch takes a step. The tape is
// what is left of steps as a whole beyond all the operations of a step: a sum of
// the operations' medians would leave out where one of them was held up.
func (s *stepper) parts(step float64) map[string]float64 {
	medians := map[string]float64{}
	for part, samples := range s.samples {
		medians[part] = median(samples)
	}
	loop := step - medians[batchPart] - medians[wholeTape] - medians[optimizerPart]
	medians[tapePart] = medians[wholeTape] - medians[allOperations]
	medians[loopPart] = loop
	parts := map[string]float64{}
	for _, part := range partNames {
		parts[part] = round(max(0, medians[part]), 1)
	}
	return parts
}

package callback

import (
	"fmt"

	"gorgonia.org/tensor"

	"digits/optim"
	"digits/train"
)

// averageState is under which name a checkpoint has an average.
const averageState = "average"

// The numbers of the state.
const (
	numberCount = "count"
	numberDecay = "decay"
	numberFrom  = "from"
	numberEvery = "epochs"
	numberInit  = "initial"
)

// settings are the numbers that a training must go on with.
func (a *Average) settings() map[string]float64 {
	truth := map[bool]float64{true: 1}
	return map[string]float64{numberDecay: a.Decay, numberFrom: float64(max(1, a.From)), numberEvery: truth[a.Epochs], numberInit: truth[a.Initial]}
}

func (a *Average) state() optim.State {
	s := optim.State{Numbers: a.settings()}
	s.Numbers[numberCount] = float64(a.count)
	if a.count == 0 {
		return s
	}
	var list []*tensor.Dense
	for _, average := range a.average {
		list = append(list, tensor.New(tensor.WithShape(len(average)), tensor.WithBacking(append([]float64(nil), average...))))
	}
	s.Tensors = map[string][]*tensor.Dense{averageState: list}
	return s
}

// resume takes back what state has made.
func (a *Average) resume(c *train.Checkpoint) error {
	s, err := c.Take(averageState)
	if err != nil {
		return err
	}
	for name, want := range a.settings() {
		if got, ok := s.Numbers[name]; !ok || got != want {
			return fmt.Errorf("callback: %w: the checkpoint's average has the setting %s %v, this training %v", train.ErrResume, name, got, want)
		}
	}
	count := s.Numbers[numberCount]
	if a.count = int(count); count != float64(a.count) || a.count < 0 {
		return fmt.Errorf("callback: %w: the checkpoint has an average of %v weights, want a whole number", train.ErrResume, count)
	}
	if a.count > 0 {
		if err := restoreAll(a.average, a.trained, s.Tensors[averageState]); err != nil {
			return err
		}
	}
	for i := range a.trained { // as after the epoch's evaluation
		copy(a.aside[i], a.weights(i))
	}
	return nil
}

// restoreAll copies a checkpoint's tensors of float64, one a parameter.
func restoreAll(to [][]float64, names []string, list []*tensor.Dense) error {
	if len(list) != len(to) {
		return fmt.Errorf("callback: %w: the checkpoint has the averages of %d parameters, the model trains %d", train.ErrResume, len(list), len(to))
	}
	for i, t := range list {
		if t.Dtype() != tensor.Float64 || t.DataSize() != len(to[i]) {
			return fmt.Errorf("callback: %w: the checkpoint's average of %s is %d numbers of %v, want %d of float64", train.ErrResume, names[i], t.DataSize(), t.Dtype(), len(to[i]))
		}
		copy(to[i], t.Float64s())
	}
	return nil
}

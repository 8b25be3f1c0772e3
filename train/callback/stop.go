package callback

import (
	"fmt"

	"gorgonia.org/tensor"

	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// EarlyStopping ends a training whose metric improves no more, as Keras'
// EarlyStopping does: when the metric has not improved for Patience epochs.
// With RestoreBest the model then gets the weights of the best epoch and its
// figures as the last ones, and also where all epochs were run.
type EarlyStopping struct {
	Model *models.Model // for RestoreBest; else it may be nil
	Monitor
	Patience    int // 0 ends at the first epoch without an improvement, as 1 does
	RestoreBest bool

	best    best
	wait    int
	weights *graph.Params
	log     train.Log // of the best epoch
}

// On is the train.Callback.
func (s *EarlyStopping) On(e train.Event) error {
	switch e := e.(type) {
	case *train.Begin:
		s.best, s.wait, s.weights = best{}, 0, nil
		if err := s.Check(e.Measures...); err != nil || e.Resumed == nil {
			return err
		}
		return s.resume(e.Resumed)
	case *train.Snapshot:
		return e.Checkpoint.Put(s.name("early_stopping"), s.state())
	case *train.EpochEnd:
		return s.epochEnd(e)
	case *train.End:
		if s.weights != nil {
			copyWeights(s.Model.Params, s.weights)
			s.Model.Last = s.log.Line()
		}
	}
	return nil
}

func (s *EarlyStopping) epochEnd(e *train.EpochEnd) error {
	value, err := s.of(e.Log)
	if err != nil {
		return err
	}
	s.wait++
	if s.best.improve(s.Monitor, e.Epoch, value) {
		s.wait, s.log = 0, e.Log
		s.keep()
		return nil
	}
	if s.wait >= s.Patience {
		return train.ErrStop
	}
	return nil
}

// state is what a checkpoint keeps: the weights too, where they are restored.
func (s *EarlyStopping) state() optim.State {
	state := s.best.state(map[string]int{numberWait: s.wait})
	if s.weights != nil {
		var weights []*tensor.Dense
		for _, w := range s.weights.All() {
			weights = append(weights, w.Clone().(*tensor.Dense))
		}
		state.Tensors = map[string][]*tensor.Dense{"weights": weights}
	}
	return state
}

// resume takes it back, and stops again where it had stopped.
func (s *EarlyStopping) resume(c *train.Checkpoint) error {
	state, err := s.best.resume(c, s.name("early_stopping"), map[string]*int{numberWait: &s.wait})
	if err != nil {
		return err
	}
	s.log = c.History[s.best.epoch-1]
	if s.RestoreBest {
		if err := s.restore(state.Tensors["weights"]); err != nil {
			return err
		}
	}
	if s.wait > 0 && s.wait >= s.Patience {
		return train.ErrStop
	}
	return nil
}

// restore remembers the best weights of a checkpoint.
func (s *EarlyStopping) restore(weights []*tensor.Dense) error {
	s.weights = s.Model.Params.Clone()
	names := s.weights.Names()
	if len(weights) != len(names) {
		return fmt.Errorf("callback: %w: the checkpoint has the best epoch's weights of %d parameters, the model %d", train.ErrResume, len(weights), len(names))
	}
	for i, w := range weights {
		if w.Dtype() != tensor.Float32 {
			return fmt.Errorf("callback: %w: the checkpoint's best %s is of %v, want float32", train.ErrResume, names[i], w.Dtype())
		}
		if err := s.weights.Set(names[i], w.Shape(), w.Float32s()); err != nil {
			return fmt.Errorf("callback: %w: the best epoch's weights: %w", train.ErrResume, err)
		}
	}
	return nil
}

// keep remembers the present weights.
func (s *EarlyStopping) keep() {
	switch {
	case !s.RestoreBest:
	case s.weights == nil:
		s.weights = s.Model.Params.Clone()
	default:
		copyWeights(s.weights, s.Model.Params)
	}
}

// BestEpoch returns the epoch with the best value, counted from 1; 0 before the
// first has ended.
func (s *EarlyStopping) BestEpoch() int { return s.best.epoch }

// copyWeights copies between parameters of the same names and shapes.
func copyWeights(to, from *graph.Params) {
	for name, t := range from.All() {
		copy(to.Get(name).Float32s(), t.Float32s())
	}
}

package callback

import (
	"digits/graph"
	"digits/models"
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
		return s.Check()
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

package callback

import (
	"fmt"
	"math"

	"digits/graph/kernel"
	"digits/models"
	"digits/train"
)

// Average averages a model's weights as it is trained, in float64. The model has the
// averages while it is evaluated after an epoch, so that the validation, callbacks that
// keep the best epoch, and the history's figures of it are theirs; and when the training
// has ended, unless EarlyStopping has restored an epoch's. Between, and in checkpoints of
// the training, it has the weights that are trained.
//
// With a Decay it is the exponential moving average that Keras' optimizers have as
// use_ema, and PyTorch's AveragedModel with get_ema_multi_avg_fn: after the first step
// the average is the weights, after each other one average ← decay·average +
// (1-decay)·weights. Without, it is the plain mean, that of stochastic weight averaging
// (Izmailov et al., 2018), usually of the epochs' ends after some epoch.
//
// Only what is trained is averaged, not state: the running statistics of a batch norm
// stay those of the trained weights, as in both libraries. Beside averages that differ
// much from the weights, as those of SWA do, these do not fit: run some batches of the
// training set by a train.Stepper without Update to renew them.
type Average struct {
	Model   *models.Model
	Decay   float64 // 0 ≤ Decay < 1; 0: the plain mean
	From    int     // the first epoch that counts; 0 is 1
	Epochs  bool    // the weights at the end of an epoch count, not those after each step
	Initial bool    // with a Decay: the average starts as the weights before the first step

	trained []string
	average [][]float64
	count   int         // how many weights are in it
	aside   [][]float32 // the trained weights, while the model has the averages
	inside  bool        // it has them
}

// On is the train.Callback.
func (a *Average) On(e train.Event) error {
	switch e := e.(type) {
	case *train.Begin:
		return a.begin(e.Resumed)
	case *train.StepEnd:
		if !a.Epochs && e.Epoch >= a.From {
			a.add()
		}
	case *train.EvaluationBegin:
		if a.Epochs && e.Epoch >= a.From {
			a.add()
		}
		a.putIn()
	case *train.EvaluationEnd:
		a.takeOut()
	case *train.Snapshot:
		return e.Checkpoint.Put(averageState, a.state())
	case *train.End:
		if a.unchanged() {
			a.putIn()
		}
	}
	return nil
}

func (a *Average) begin(resumed *train.Checkpoint) error {
	if err := a.check(); err != nil {
		return err
	}
	outline, err := a.Model.Outline()
	if err != nil {
		return err
	}
	a.trained, a.average, a.aside = outline.Trained, nil, nil
	a.count, a.inside = 0, false
	for _, name := range a.trained {
		n := a.Model.Params.Get(name).DataSize()
		a.average, a.aside = append(a.average, make([]float64, n)), append(a.aside, make([]float32, n))
	}
	if resumed != nil {
		return a.resume(resumed)
	}
	if a.Initial {
		a.add()
	}
	return nil
}

func (a *Average) check() error {
	switch {
	case a.Model == nil:
		return fmt.Errorf("callback: average: there is no model")
	case !(a.Decay >= 0 && a.Decay < 1):
		return fmt.Errorf("callback: average: got the decay %v, want 0 ≤ decay < 1", a.Decay)
	case a.From < 0:
		return fmt.Errorf("callback: average: got %d for the first epoch, want at least 1", a.From)
	case a.Initial && (a.Decay == 0 || a.From > 1):
		return fmt.Errorf("callback: average: an average from the initial weights needs a decay, and counts from the first epoch")
	}
	return nil
}

// weights returns those of a trained parameter.
func (a *Average) weights(i int) []float32 { return a.Model.Params.Get(a.trained[i]).Float32s() }

// add takes the present weights into the average.
func (a *Average) add() {
	share := 1 - a.Decay
	if a.Decay == 0 || a.count == 0 {
		share = 1 / float64(a.count+1)
	}
	a.count++
	for i := range a.trained {
		job := &averaging{a.average[i], a.weights(i), share}
		const worthACore = 1 << 15
		kernel.Parallel(len(job.w), worthACore, job)
	}
}

// averaging is a kernel.Job over weights.
type averaging struct {
	average []float64
	w       []float32
	share   float64
}

// Run does weights lo..hi-1.
func (j *averaging) Run(lo, hi int) {
	average := j.average[lo:hi]
	for i, w := range j.w[lo:hi] {
		average[i] += j.share * (float64(w) - average[i])
	}
}

// putIn gives the model the averages, if there are any.
func (a *Average) putIn() {
	if a.count == 0 {
		return
	}
	a.inside = true
	for i, average := range a.average {
		w := a.weights(i)
		copy(a.aside[i], w)
		for k, v := range average {
			w[k] = float32(v)
		}
	}
}

// takeOut gives it the trained weights again.
func (a *Average) takeOut() {
	if !a.inside {
		return
	}
	a.inside = false
	for i, w := range a.aside {
		copy(a.weights(i), w)
	}
}

// unchanged reports that the model still has the weights of the last epoch's end: no
// other callback has restored better ones, which were averages when it kept them.
func (a *Average) unchanged() bool {
	for i, was := range a.aside {
		for k, w := range a.weights(i) {
			if math.Float32bits(w) != math.Float32bits(was[k]) {
				return false
			}
		}
	}
	return true
}

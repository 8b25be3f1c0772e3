package callback

import (
	"context"
	"errors"
	"fmt"
	"math"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// Finder is the learning-rate range test of Leslie N. Smith ("Cyclical Learning
// Rates for Training Neural Networks", 2015, section 3.3) in the exponential
// form and with the numbers of fastai: the rate grows by a factor a step from
// From to To, while the loss is recorded, until it explodes.
type Finder struct {
	From, To float64 // learning rates; 0: 1e-7 and 10
	Steps    int     // 0: 100
	Batch    int
	Seed     uint64
}

// smoothing is the weight that the past has in the smoothed loss, and explosion
// how many times the least loss ends the test; both are fastai's.
const (
	smoothing = 0.98
	explosion = 4
)

// Range is what the test has measured, a value a step.
type Range struct {
	Rates, Losses []float64
	Smoothed      []float64 // means of the losses that forget, not biased to the first
}

// Find trains a copy of the model on the set with the optimizer, which must be
// a fresh one; the model itself stays as it is. Of several learning rates the first
// is tried, and the others go with it.
func (f Finder) Find(ctx context.Context, m *models.Model, set *data.Set, optimizer gorgonia.Solver) (*Range, error) {
	if f.From == 0 && f.To == 0 {
		f.From, f.To = 1e-7, 10
	}
	if f.Steps == 0 {
		f.Steps = 100
	}
	if !(f.From > 0 && f.From < f.To && !math.IsInf(f.To, 0)) || f.Steps < 2 {
		return nil, fmt.Errorf("callback: finder: got rates %v to %v in %d steps, want rising ones above 0 in at least 2", f.From, f.To, f.Steps)
	}
	if f.Batch < 1 {
		return nil, fmt.Errorf("callback: finder: got batch %d, want at least 1", f.Batch)
	}
	rates, err := ratesOf(optimizer)
	if err != nil {
		return nil, err
	}
	rates.set(f.From)
	r := &Range{}
	_, err = train.Fit(ctx, m.Clone(), set, train.Config{
		Epochs: 1 + f.Steps*f.Batch/max(1, set.Len()), Batch: f.Batch, Seed: f.Seed,
		Optimizer: optimizer, Callbacks: []train.Callback{f.record(r, rates)},
	})
	var exploded *train.NotFiniteError
	if err != nil && !errors.As(err, &exploded) {
		return nil, err
	}
	return r, nil
}

// rates are an optimizer's learning rates, of which the first is set, and the others
// stay as large in proportion to it as they were.
type rates struct {
	all    []*float64
	shares []float64
}

func ratesOf(optimizer gorgonia.Solver) (r rates, err error) {
	if r.all, err = optim.Rates(optimizer); err != nil {
		return r, fmt.Errorf("callback: finder: %w", err)
	}
	for i, rate := range r.all {
		r.shares = append(r.shares, *rate / *r.all[0])
		if share := r.shares[i]; !(share >= 0) || math.IsInf(share, 0) {
			return r, fmt.Errorf("callback: finder: got learning rates %g and %g, want the first above 0", *r.all[0], *rate)
		}
	}
	return r, nil
}

func (r rates) set(first float64) {
	for i, rate := range r.all {
		*rate = first * r.shares[i]
	}
}

// record returns the callback that records each step and sets the next rate.
func (f Finder) record(r *Range, rates rates) train.Callback {
	least := math.Inf(1)
	return func(e train.Event) error {
		step, ok := e.(*train.StepEnd)
		if !ok {
			return nil
		}
		r.add(*rates.all[0], step.Loss)
		n := len(r.Rates)
		smoothed := r.Smoothed[n-1]
		least = min(least, smoothed)
		if n == f.Steps || smoothed > explosion*least {
			return train.ErrStop
		}
		rates.set(f.From * math.Pow(f.To/f.From, float64(n)/float64(f.Steps-1)))
		return nil
	}
}

// add appends a step. The smoothed loss is an exponential mean divided by the
// sum of its weights, 1 - smoothing^n.
func (r *Range) add(rate, loss float64) {
	mean, n := 0.0, float64(len(r.Losses))
	if n > 0 {
		mean = r.Smoothed[len(r.Smoothed)-1] * (1 - math.Pow(smoothing, n))
	}
	mean = smoothing*mean + (1-smoothing)*loss
	r.Rates, r.Losses = append(r.Rates, rate), append(r.Losses, loss)
	r.Smoothed = append(r.Smoothed, mean/(1-math.Pow(smoothing, n+1)))
}

// Suggestion returns a tenth of the rate at which the smoothed loss is least,
// which is fastai's "minimum", and the rate at which it falls most steeply, its
// "steep". Both are 0 if nothing was measured.
func (r *Range) Suggestion() (tenth, steepest float64) {
	least, slope := math.Inf(1), math.Inf(1)
	for i, loss := range r.Smoothed {
		if loss < least {
			least, tenth = loss, r.Rates[i]/10
		}
		if i > 0 {
			if s := (loss - r.Smoothed[i-1]) / math.Log(r.Rates[i]/r.Rates[i-1]); s < slope {
				slope, steepest = s, r.Rates[i]
			}
		}
	}
	return tenth, steepest
}

// copyOf returns the model with parameters of its own.

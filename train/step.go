package train

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/graph"
	"digits/graph/kernel"
	"digits/models"
)

// Stepper makes training steps: it has the programs by batch size, the clock of
// dropout, the random numbers, and ends at a loss that is not finite. Fit has one; one
// of your own is for loops that Fit is not.
type Stepper struct {
	Model     *models.Model
	Optimizer gorgonia.Solver
	Write     Write // nil: Default
	Seed      uint64

	// Options are of the training programs: InputGradient and Taps.
	Options graph.Options

	Measures []Measure

	clock     graph.Clock
	began     bool
	epoch     int
	step      int // of the epoch
	programs  map[int]*graph.Program
	augmented *augmented
	labels    []int32
	feed      Feed // of the last Run
	tally     tally
	loss      float64 // of the step
	examples  int
}

// Begin begins a step: dropout and Random draw anew. Fit does it.
func (s *Stepper) Begin() {
	s.start()
	s.clock.Step++
	s.step++
	s.loss, s.examples = 0, 0
}

func (s *Stepper) start() {
	if !s.began {
		s.began = true
		s.clock.Seed = s.Seed
		s.programs = map[int]*graph.Program{}
	}
}

// Step begins a step, runs it, and lets the optimizer step: what Fit does, unless it is
// given another.
func (s *Stepper) Step(batch data.Batch) error {
	s.Begin()
	return s.plain(batch)
}

func (s *Stepper) plain(batch data.Batch) error {
	p, err := s.Run(batch)
	if err != nil {
		return err
	}
	return s.Update(p.Gradients())
}

// Run writes a batch into the training program of its size and runs it: the loss and
// the gradients are then in the program. It counts for the epoch's loss and metrics. It
// may be called several times in a step, for parts of the batch. A loss that is not
// finite is a *NotFiniteError.
func (s *Stepper) Run(batch data.Batch) (*graph.Program, error) {
	p, err := s.Program(batch.Len())
	if err != nil {
		return nil, err
	}
	s.feed = Feed{Model: s.Model, Program: p, Batch: batch, Training: true, epoch: s.epoch, seed: s.Seed, step: s.clock.Step, augmented: s.augmented}
	write := s.Write
	if write == nil {
		write = Default
	}
	if err := write(&s.feed); err != nil {
		return nil, err
	}
	if err := p.Run(); err != nil {
		return nil, err
	}
	if err := s.finite(p, batch.Len()); err != nil {
		return nil, err
	}
	s.count(p, batch)
	return p, nil
}

// Again runs a program once more, with the weights or inputs as they are now, and
// without a change of the state: the second run of a step that makes two. It does not
// count.
func (s *Stepper) Again(p *graph.Program) error {
	if err := p.RunStill(); err != nil {
		return err
	}
	return s.finite(p, p.Batch())
}

// Update lets the optimizer step.
func (s *Stepper) Update(gradients []gorgonia.ValueGrad) error {
	if err := s.Optimizer.Step(gradients); err != nil {
		return fmt.Errorf("train: epoch %d, step %d: %w", s.epoch, s.step, err)
	}
	return nil
}

// Program returns the training program for a batch size, made at its first use.
func (s *Stepper) Program(batch int) (*graph.Program, error) {
	s.start()
	if p := s.programs[batch]; p != nil {
		return p, nil
	}
	o := s.Options
	o.Mode, o.Batch, o.Loss, o.Clock = graph.Training, batch, s.Model.Loss, &s.clock
	p, err := s.Model.Compile(o)
	if err != nil {
		return nil, err
	}
	s.programs[batch] = p
	return p, nil
}

// Random returns random numbers that the seed and the step decide: the same at each
// call in a step, and in a training that is resumed.
func (s *Stepper) Random() *rand.Rand { return randomOf(s.Seed, s.clock.Step) }

// Loss returns the mean loss of the step's examples so far.
func (s *Stepper) Loss() float64 { return s.loss }

// Epoch returns the number of the epoch, from 1.
func (s *Stepper) Epoch() int { return s.epoch }

// Steps returns how many steps were made in all, with the present one.
func (s *Stepper) Steps() int { return int(s.clock.Step) }

// Close releases the programs.
func (s *Stepper) Close() {
	s.augmented.close()
	for _, p := range s.programs {
		p.Close()
	}
}

// count adds a run to the epoch's and the step's figures.
func (s *Stepper) count(p *graph.Program, batch data.Batch) {
	n := batch.Len()
	s.loss = (s.loss*float64(s.examples) + p.Loss()*float64(n)) / float64(s.examples+n)
	s.examples += n
	s.tally.add(p, &s.feed, s.Measures, s.labelsOf(batch))
}

// labelsOf returns a batch's class numbers, nil where accuracy has no meaning.
func (s *Stepper) labelsOf(batch data.Batch) []int32 {
	if !classified(s.Model, batch.Set()) {
		return nil
	}
	if len(s.labels) < batch.Len() {
		s.labels = make([]int32, batch.Len())
	}
	labels := s.labels[:batch.Len()]
	batch.Labels(labels)
	return labels
}

// finite reports a loss that is not.
func (s *Stepper) finite(p *graph.Program, batch int) error {
	loss := p.Loss()
	if !math.IsNaN(loss) && !math.IsInf(loss, 0) {
		return nil
	}
	where, err := graph.NotFinite(s.Model.Net(), s.Model.Params, graph.Options{
		Mode: graph.Training, Batch: batch, Input: s.Model.Input, Clock: &s.clock,
	}, p)
	if err != nil {
		return err
	}
	return &NotFiniteError{Epoch: s.epoch, Step: s.step, Loss: loss, Where: where}
}

// classified reports whether accuracy has a meaning.
func classified(m *models.Model, set *data.Set) bool { return m.Classes > 1 && set.Labels != nil }

// tally sums over the examples seen.
type tally struct {
	loss              float64
	correct, examples int
	classified        bool
	measured          []float64
}

func (t *tally) add(p *graph.Program, f *Feed, measures []Measure, labels []int32) {
	n := f.Batch.Len()
	t.loss += p.Loss() * float64(n)
	if labels != nil {
		t.classified = true
		t.correct += kernel.Correct(n, f.Model.Classes, p.Output(), labels)
	}
	for len(t.measured) < len(measures) {
		t.measured = append(t.measured, 0)
	}
	for i, m := range measures {
		t.measured[i] += m.Of(f) * float64(n)
	}
	t.examples += n
}

func (t *tally) meanLoss() float64 { return t.loss / float64(t.examples) }
func (t *tally) accuracy() float64 { return float64(t.correct) / float64(t.examples) }

// means writes the measures' means into dst.
func (t *tally) means(dst []Metric, measures []Measure) []Metric {
	dst = dst[:0]
	for i, m := range measures {
		dst = append(dst, Metric{m.Name, t.measured[i] / float64(t.examples)})
	}
	return dst
}

func (t *tally) reset() {
	clear(t.measured)
	*t = tally{measured: t.measured}
}

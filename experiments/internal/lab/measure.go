package lab

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"runtime"
	"slices"
	"time"

	"digits/data"
	"digits/train"
)

// Measured is what -measure prints of a training, a JSON object a line.
type Measured struct {
	Experiment   string  `json:"experiment"`
	Network      string  `json:"network"`
	Training     int     `json:"training"` // from 1: some experiments train more than one
	Batch        int     `json:"batch"`
	Steps        int     `json:"steps"`                 // that count
	Microseconds float64 `json:"microseconds_per_step"` // the median
	Best         float64 `json:"microseconds_per_step_best"`
	Allocations  float64 `json:"allocations_per_step"` // of the last epoch
	Bytes        float64 `json:"bytes_allocated_per_step"`
	Instructions int     `json:"instructions_per_step"` // of the tape, in a step's last run
}

// meter measures the steps of an experiment's trainings: from the end of a step to the
// end of the next, whole batches alone. The first epoch does not count; it compiles the
// programs and starts the workers.
type meter struct {
	line    Measured
	w       io.Writer
	lasting time.Duration // of a training, at least
	began   time.Time
	last    time.Time // the end of the step before; zero: there is none
	before  runtime.MemStats
	after   runtime.MemStats
	samples []float64 // µs
}

// measure measures the training of each recipe, on data that open has read.
func (e Experiment) measure(ctx context.Context, w io.Writer, source *data.Source, s settings) error {
	for _, r := range e.Recipes {
		if s.only != "" && s.only != r.Name {
			continue
		}
		m := &meter{w: w, lasting: s.measure, line: Measured{Experiment: e.Name, Network: r.Name}}
		c := train.Config{Epochs: math.MaxInt32, Batch: s.batch, Seed: s.seed, Callbacks: []train.Callback{m.on}}
		if _, err := e.Do(ctx, io.Discard, r, source, c); err != nil {
			return err
		}
	}
	return nil
}

// mostSamples bounds the steps that count: to note them must allocate nothing.
const mostSamples = 1 << 14

// on is a train.Callback.
func (m *meter) on(e train.Event) error {
	switch e := e.(type) {
	case *train.Begin:
		m.line.Training++
		m.line.Batch, m.samples, m.began = e.Batch, make([]float64, 0, mostSamples), time.Now()
	case *train.EpochBegin:
		m.last = time.Time{}
		runtime.ReadMemStats(&m.before)
	case *train.StepEnd:
		m.step(e)
	case *train.EvaluationBegin:
		runtime.ReadMemStats(&m.after)
	case *train.EpochEnd:
		steps := float64(e.Steps)
		m.line.Allocations = float64(m.after.Mallocs-m.before.Mallocs) / steps
		m.line.Bytes = float64(m.after.TotalAlloc-m.before.TotalAlloc) / steps
		if len(m.samples) > 0 && time.Since(m.began) >= m.lasting {
			return train.ErrStop
		}
	case *train.End:
		return m.end()
	}
	return nil
}

func (m *meter) step(e *train.StepEnd) {
	now := time.Now()
	if e.Epoch > 1 && !m.last.IsZero() && e.Examples == m.line.Batch && len(m.samples) < mostSamples {
		m.samples = append(m.samples, float64(now.Sub(m.last).Nanoseconds())/1e3)
	}
	m.last, m.line.Instructions = now, e.Instructions
}

// end prints the line, if there is anything to tell.
func (m *meter) end() error {
	if m.line.Steps = len(m.samples); m.line.Steps == 0 {
		return nil
	}
	slices.Sort(m.samples)
	m.line.Best, m.line.Microseconds = m.samples[0], m.samples[len(m.samples)/2]
	return json.NewEncoder(m.w).Encode(m.line)
}

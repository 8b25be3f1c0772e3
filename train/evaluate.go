package train

import (
	"context"
	"fmt"
	"math"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// evaluationBatch is how many examples an evaluation takes at once.
const evaluationBatch = 1000

// Result is what an evaluation measured.
type Result struct {
	Loss, Accuracy float64
	Unclassified   bool // the accuracy has no meaning
	Measured       []Metric
	Examples       int
}

// StandardError returns the accuracy's, that of a proportion: √(p(1-p)/n).
func (r Result) StandardError() float64 {
	return math.Sqrt(r.Accuracy * (1 - r.Accuracy) / float64(r.Examples))
}

// Evaluation says how a set is evaluated.
type Evaluation struct {
	Write    Write    // nil: Default
	Taps     []string // for the measures, as those of Config
	Measures []Measure

	InputGradient bool // for Write and the measures, as that of Config
}

// Evaluate returns the model's mean loss and accuracy on a set, dropout off. The loss of
// a model whose loss is not known is NaN.
func Evaluate(ctx context.Context, m *models.Model, set *data.Set) (Result, error) {
	return EvaluateWith(ctx, m, set, Evaluation{})
}

// EvaluateWith is Evaluate in another way.
func EvaluateWith(ctx context.Context, m *models.Model, set *data.Set, e Evaluation) (Result, error) {
	if err := m.Fits(set); err != nil {
		return Result{}, err
	}
	if e.Write == nil {
		e.Write = Default
		if err := checkTargets(m, set); err != nil {
			return Result{}, err
		}
	}
	if err := checkMeasures(e.Measures); err != nil {
		return Result{}, err
	}
	programs := map[int]*graph.Program{}
	var labels []int32
	if classified(m, set) {
		labels = make([]int32, min(evaluationBatch, set.Len()))
	}
	var sum tally
	for batch := range set.Batches(nil, evaluationBatch) {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		p := programs[batch.Len()]
		if p == nil {
			var err error
			if p, err = m.Compile(graph.Options{Batch: batch.Len(), Loss: m.Loss, InputGradient: e.InputGradient, Taps: e.Taps}); err != nil {
				return Result{}, err
			}
			defer p.Close()
			programs[batch.Len()] = p
		}
		f := &Feed{Model: m, Program: p, Batch: batch}
		if err := e.Write(f); err != nil {
			return Result{}, err
		}
		if err := p.Run(); err != nil {
			return Result{}, err
		}
		of := labels
		if labels != nil {
			of = labels[:batch.Len()]
			batch.Labels(of)
		}
		sum.add(p, f, e.Measures, of)
	}
	if sum.examples == 0 {
		return Result{}, fmt.Errorf("train: there was nothing to evaluate")
	}
	r := Result{Loss: sum.meanLoss(), Examples: sum.examples, Unclassified: !sum.classified, Measured: sum.means(nil, e.Measures)}
	if sum.classified {
		r.Accuracy = sum.accuracy()
	}
	return r, nil
}

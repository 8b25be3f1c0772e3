package train

import (
	"context"
	"math"

	"digits/data"
	"digits/graph"
	"digits/graph/kernel"
	"digits/models"
)

// evaluationBatch is how many examples an evaluation takes at once.
const evaluationBatch = 1000

// Result is what an evaluation measured.
type Result struct {
	Loss, Accuracy float64
	Examples       int
}

// StandardError returns the accuracy's, that of a proportion: √(p(1-p)/n).
func (r Result) StandardError() float64 {
	return math.Sqrt(r.Accuracy * (1 - r.Accuracy) / float64(r.Examples))
}

// Evaluate returns the model's mean loss and accuracy on a set, dropout off.
func Evaluate(ctx context.Context, m *models.Model, set *data.Set) (Result, error) {
	if err := m.Fits(set); err != nil {
		return Result{}, err
	}
	programs := map[int]*graph.Program{}
	labels := make([]int32, min(evaluationBatch, set.Len()))
	var sum tally
	for batch := range set.Batches(nil, evaluationBatch) {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		p := programs[batch.Len()]
		if p == nil {
			var err error
			if p, err = m.Compile(graph.Inference, batch.Len(), m.Loss, nil); err != nil {
				return Result{}, err
			}
			defer p.Close()
			programs[batch.Len()] = p
		}
		labels := labels[:batch.Len()]
		Write(p, m, batch, labels)
		if err := p.Run(); err != nil {
			return Result{}, err
		}
		sum.add(p.Loss(), kernel.Correct(len(labels), m.Classes, p.Output(), labels), len(labels))
	}
	return Result{Loss: sum.meanLoss(), Accuracy: sum.accuracy(), Examples: sum.examples}, nil
}

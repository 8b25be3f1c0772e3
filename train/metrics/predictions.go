// Package metrics computes what tells how good predictions are: the confusion
// matrix, precision, recall and F1 of each class, calibration, the worst
// mistakes. All of it comes from probabilities and labels; scikit-learn's
// functions of the same names are what the tests compare with.
package metrics

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"slices"
)

// ErrPredictions is wrapped by New's error.
var ErrPredictions = errors.New("inconsistent predictions")

// Predictions are the probabilities of examples and their true labels.
type Predictions struct {
	Classes       int
	Probabilities []float32 // (examples, Classes), row-major
	Labels        []byte    // (examples), below Classes
}

// New checks predictions: at least one example, a row of probabilities for
// each, labels below classes, and numbers only.
func New(classes int, probabilities []float32, labels []byte) (*Predictions, error) {
	p := &Predictions{Classes: classes, Probabilities: probabilities, Labels: labels}
	if len(labels) == 0 || classes < 1 || len(probabilities) != classes*len(labels) {
		return nil, fmt.Errorf("metrics: %w: got %d probabilities, %d labels, %d classes, want at least one label and a probability for each class and label",
			ErrPredictions, len(probabilities), len(labels), classes)
	}
	for i, label := range labels {
		if int(label) >= classes {
			return nil, fmt.Errorf("metrics: %w: label of example %d is %d, want 0 to %d", ErrPredictions, i, label, classes-1)
		}
		for _, v := range p.Row(i) {
			if !(v >= 0 && v <= 1) {
				return nil, fmt.Errorf("metrics: %w: a probability of example %d is %v, want 0 to 1", ErrPredictions, i, v)
			}
		}
	}
	return p, nil
}

// Len returns the number of examples.
func (p *Predictions) Len() int { return len(p.Labels) }

// Row returns the probabilities of example i.
func (p *Predictions) Row(i int) []float32 { return p.Probabilities[i*p.Classes : (i+1)*p.Classes] }

// Predicted returns the class that example i is taken for: the arg max, the
// first of equals.
func (p *Predictions) Predicted(i int) int {
	row, best := p.Row(i), 0
	for class, v := range row {
		if v > row[best] {
			best = class
		}
	}
	return best
}

// loss returns the cross-entropy of example i, -ln p of its true class. What
// float32 holds as 0 counts as its smallest number, 2^-149.
func (p *Predictions) loss(i int) float64 {
	return -math.Log(max(float64(p.Row(i)[p.Labels[i]]), math.SmallestNonzeroFloat32))
}

// Mistake is an example that was taken for another class.
type Mistake struct {
	Example         int     `json:"example"`
	True            int     `json:"true"`
	Predicted       int     `json:"predicted"`
	Probability     float64 `json:"probability"`      // of the predicted class
	TrueProbability float64 `json:"true_probability"` // of the true class
	Loss            float64 `json:"loss"`             // -ln of that
}

// Worst returns the n mistakes with the highest loss, the highest first, and of
// equal ones the first example first; fewer if there are fewer mistakes.
func (p *Predictions) Worst(n int) []Mistake {
	var mistakes []Mistake
	for i, label := range p.Labels {
		if got := p.Predicted(i); got != int(label) {
			row := p.Row(i)
			mistakes = append(mistakes, Mistake{i, int(label), got, float64(row[got]), float64(row[label]), p.loss(i)})
		}
	}
	slices.SortStableFunc(mistakes, func(a, b Mistake) int { return cmp.Compare(b.Loss, a.Loss) })
	return mistakes[:min(n, len(mistakes))]
}

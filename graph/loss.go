package graph

import (
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Loss turns a network's output (batch, classes) and its targets into a scalar:
// the mean over the batch.
type Loss interface {
	Apply(s *Scope, output, target *gorgonia.Node) (*gorgonia.Node, error)
	// Sparse reports the form of the targets: class numbers, (batch) of int32,
	// or else rows of the output's shape, such as one-hot labels.
	Sparse() bool
	// Name is Keras' name.
	Name() string
}

// From says what a cross-entropy takes the network's output for.
type From int

// By default an output that is a Softmax's is traced back to its logits, which
// is exact, as Keras does on TensorFlow; any other is taken for probabilities.
// Logits are PyTorch's way. Probabilities, clipped to 1e-7..1-1e-7 and without
// a derivative beyond, are Keras' way on its other backends.
const (
	FromSoftmax From = iota
	FromLogits
	FromProbabilities
)

// SparseCategoricalCrossentropy is the mean of -log p(label).
type SparseCategoricalCrossentropy struct{ From From }

// Apply adds the loss.
func (c SparseCategoricalCrossentropy) Apply(s *Scope, output, labels *gorgonia.Node) (*gorgonia.Node, error) {
	return s.crossEntropy(c.From, op.SparseCrossEntropy, output, labels)
}

// Sparse reports true.
func (SparseCategoricalCrossentropy) Sparse() bool { return true }

// Name returns "sparse_categorical_crossentropy".
func (SparseCategoricalCrossentropy) Name() string { return "sparse_categorical_crossentropy" }

// CategoricalCrossentropy is the mean of -Σ target·log p, for one-hot labels or
// any other distribution over the classes.
type CategoricalCrossentropy struct{ From From }

// Apply adds the loss.
func (c CategoricalCrossentropy) Apply(s *Scope, output, targets *gorgonia.Node) (*gorgonia.Node, error) {
	return s.crossEntropy(c.From, op.CrossEntropy, output, targets)
}

// Sparse reports false.
func (CategoricalCrossentropy) Sparse() bool { return false }

// Name returns "categorical_crossentropy".
func (CategoricalCrossentropy) Name() string { return "categorical_crossentropy" }

// crossEntropy adds the loss on logits where there are any.
func (s *Scope) crossEntropy(from From, onLogits func(logits, target *gorgonia.Node) (*gorgonia.Node, error), output, target *gorgonia.Node) (*gorgonia.Node, error) {
	logits, traced := s.logits[output]
	switch {
	case from == FromLogits:
		return onLogits(output, target)
	case from == FromSoftmax && traced:
		s.output = logits
		return onLogits(logits, target)
	}
	return op.Likelihood(output, target)
}

// LossNamed returns the loss of that name.
func LossNamed(name string, from From) (Loss, error) {
	var known []string
	for _, l := range []Loss{SparseCategoricalCrossentropy{from}, CategoricalCrossentropy{from}} {
		if l.Name() == name {
			return l, nil
		}
		known = append(known, l.Name())
	}
	return nil, errors.Errorf("graph: got loss %q, want one of %s", name, strings.Join(known, ", "))
}

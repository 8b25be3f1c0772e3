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

// SparseCategoricalCrossentropy is the mean of -log p(label). The output is
// either that of a Softmax, whose logits it uses, or, FromLogits, logits, as
// in PyTorch's CrossEntropyLoss.
type SparseCategoricalCrossentropy struct{ FromLogits bool }

// Apply adds the loss.
func (c SparseCategoricalCrossentropy) Apply(s *Scope, output, labels *gorgonia.Node) (*gorgonia.Node, error) {
	logits, err := s.logitsOf(output, c.FromLogits)
	if err != nil {
		return nil, err
	}
	return op.SparseCrossEntropy(logits, labels)
}

// Sparse reports true.
func (SparseCategoricalCrossentropy) Sparse() bool { return true }

// Name returns "sparse_categorical_crossentropy".
func (SparseCategoricalCrossentropy) Name() string { return "sparse_categorical_crossentropy" }

// CategoricalCrossentropy is the mean of -Σ target·log p, for one-hot labels or
// any other distribution over the classes; the output is as for
// [SparseCategoricalCrossentropy].
type CategoricalCrossentropy struct{ FromLogits bool }

// Apply adds the loss.
func (c CategoricalCrossentropy) Apply(s *Scope, output, targets *gorgonia.Node) (*gorgonia.Node, error) {
	logits, err := s.logitsOf(output, c.FromLogits)
	if err != nil {
		return nil, err
	}
	return op.CrossEntropy(logits, targets)
}

// Sparse reports false.
func (CategoricalCrossentropy) Sparse() bool { return false }

// Name returns "categorical_crossentropy".
func (CategoricalCrossentropy) Name() string { return "categorical_crossentropy" }

// LossNamed returns the loss of that name, on logits or on a softmax's output.
func LossNamed(name string, fromLogits bool) (Loss, error) {
	var known []string
	for _, l := range []Loss{SparseCategoricalCrossentropy{fromLogits}, CategoricalCrossentropy{fromLogits}} {
		if l.Name() == name {
			return l, nil
		}
		known = append(known, l.Name())
	}
	return nil, errors.Errorf("graph: got loss %q, want one of %s", name, strings.Join(known, ", "))
}

// logitsOf returns the node to compute a cross-entropy from.
func (s *Scope) logitsOf(output *gorgonia.Node, fromLogits bool) (*gorgonia.Node, error) {
	if fromLogits {
		return output, nil
	}
	logits, ok := s.logits[output]
	if !ok {
		return nil, errors.New("graph: cross-entropy: the output is no softmax: end the network with graph.Softmax, or set FromLogits")
	}
	return logits, nil
}

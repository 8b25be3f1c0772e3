package graph

import (
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// From says what a cross-entropy takes the network's output for.
type From int

// By default an output that is a Softmax's (for the binary cross-entropy a
// Sigmoid's) is traced back to its logits, which is exact, as Keras does on
// TensorFlow; any other is taken for probabilities. Logits are PyTorch's way.
// Probabilities, clipped to 1e-7..1-1e-7 and without a derivative beyond, are
// Keras' way on its other backends.
const (
	FromSoftmax From = iota
	FromLogits
	FromProbabilities
)

// SparseCategoricalCrossentropy is the mean of -log p(label). LabelSmoothing is the
// share of each target that is spread evenly over the classes (Szegedy et al., 2016),
// PyTorch's label_smoothing; Keras has it for one-hot labels alone.
type SparseCategoricalCrossentropy struct {
	From           From
	LabelSmoothing float64
}

func (c SparseCategoricalCrossentropy) filled() any { return c }

// Apply adds the loss.
func (c SparseCategoricalCrossentropy) Apply(s *Scope, output, labels *gorgonia.Node) (*gorgonia.Node, error) {
	return s.crossEntropy(c.From, c.LabelSmoothing, output, labels)
}

// Sparse reports true.
func (SparseCategoricalCrossentropy) Sparse() bool { return true }

// Name returns "sparse_categorical_crossentropy".
func (SparseCategoricalCrossentropy) Name() string { return "sparse_categorical_crossentropy" }

// CategoricalCrossentropy is the mean of -Σ target·log p, for one-hot labels or
// any other distribution over the classes. LabelSmoothing is the share of each
// target that is spread evenly over the classes (Szegedy et al., 2016).
type CategoricalCrossentropy struct {
	From           From
	LabelSmoothing float64
}

func (c CategoricalCrossentropy) filled() any { return c }

// Apply adds the loss.
func (c CategoricalCrossentropy) Apply(s *Scope, output, targets *gorgonia.Node) (*gorgonia.Node, error) {
	return s.crossEntropy(c.From, c.LabelSmoothing, output, targets)
}

// Sparse reports false.
func (CategoricalCrossentropy) Sparse() bool { return false }

// Name returns "categorical_crossentropy".
func (CategoricalCrossentropy) Name() string { return "categorical_crossentropy" }

// BinaryCrossentropy is the mean over all elements of -t·log p - (1-t)·log(1-p).
// LabelSmoothing brings the targets nearer to 1/2.
type BinaryCrossentropy struct {
	From           From
	LabelSmoothing float64
}

func (b BinaryCrossentropy) filled() any { return b }

// Apply adds the loss.
func (b BinaryCrossentropy) Apply(s *Scope, output, targets *gorgonia.Node) (*gorgonia.Node, error) {
	targets, err := smoothed(targets, b.LabelSmoothing, 0.5)
	if err != nil {
		return nil, err
	}
	logits, traced := s.binaryLogits[output]
	switch {
	case b.From == FromLogits:
		return op.MeanLoss(output, targets, binaryOfLogits)
	case b.From == FromSoftmax && traced:
		s.output = logits
		return op.MeanLoss(logits, targets, binaryOfLogits)
	}
	return op.MeanLoss(output, targets, binary)
}

// Sparse reports false.
func (BinaryCrossentropy) Sparse() bool { return false }

// Name returns "binary_crossentropy".
func (BinaryCrossentropy) Name() string { return "binary_crossentropy" }

// smoothed returns targets of which a share is spread: t·(1-share) + share·to.
func smoothed(targets *gorgonia.Node, share, to float64) (*gorgonia.Node, error) {
	if share == 0 {
		return targets, nil
	}
	if !(share > 0 && share <= 1) {
		return nil, errLabelSmoothing(share)
	}
	return op.Map(targets, op.Function{
		Name:       "labelSmoothing",
		Value:      func(t float64) float64 { return t*(1-share) + share*to },
		Derivative: func(float64) float64 { return 1 - share },
	})
}

// crossEntropy adds the loss on logits where there are any.
func (s *Scope) crossEntropy(from From, smoothing float64, output, target *gorgonia.Node) (*gorgonia.Node, error) {
	if !(smoothing >= 0 && smoothing <= 1) {
		return nil, errLabelSmoothing(smoothing)
	}
	logits, traced := s.logits[output]
	switch {
	case from == FromLogits:
		return op.SmoothedCrossEntropy(output, target, smoothing)
	case from == FromSoftmax && traced:
		s.output = logits
		return op.SmoothedCrossEntropy(logits, target, smoothing)
	}
	return op.SmoothedLikelihood(output, target, smoothing)
}

package op

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// SmoothedCrossEntropy is SparseCrossEntropy for a target of class numbers,
// (batch) of int32, and CrossEntropy for one of rows, of targets of which the
// given share is spread evenly over the classes: targets·(1 - smoothing) +
// smoothing/classes (Szegedy et al., 2016), Keras' and PyTorch's label_smoothing.
// Rows that do not sum to 1 are taken as they are. At 0 its bits are those of the
// two.
func SmoothedCrossEntropy(logits, target *gorgonia.Node, smoothing float64) (*gorgonia.Node, error) {
	if err := checkSmoothing("crossEntropy", smoothing); err != nil {
		return nil, err
	}
	return crossEntropyOf(logits, target, target.Dtype() == tensor.Int32, smoothing)
}

// SmoothedLikelihood is Likelihood of targets that are smoothed as
// SmoothedCrossEntropy's.
func SmoothedLikelihood(p, target *gorgonia.Node, smoothing float64) (*gorgonia.Node, error) {
	if err := checkSmoothing("likelihood", smoothing); err != nil {
		return nil, err
	}
	f := likelihood
	if smoothing > 0 && p.Dims() == 2 {
		spread := smoothing / float64(p.Shape()[1])
		f.Prepare = func(targets []float64) {
			for i, t := range targets {
				targets[i] = float64(t*(1-smoothing)) + spread
			}
		}
	}
	return MeanLoss(p, target, f)
}

func checkSmoothing(name string, smoothing float64) error {
	if !(smoothing >= 0 && smoothing <= 1) {
		return errors.Errorf("op: %s: label smoothing is %v, want 0 to 1", name, smoothing)
	}
	return nil
}

// smooth writes the smoothed targets, n in all.
func (c *crossEntropy[T]) smooth(classes, n int, target gorgonia.Value) error {
	if len(c.smoothed) != n {
		c.smoothed = make([]T, n)
	}
	spread := c.smoothing / float64(classes)
	if !c.sparse {
		targets, err := floats[T](target)
		if err != nil {
			return err
		}
		for i, t := range targets {
			c.smoothed[i] = T(float64(float64(t)*(1-c.smoothing)) + spread)
		}
		return nil
	}
	labels, err := ints(target)
	if err != nil {
		return err
	}
	for i := range c.smoothed {
		c.smoothed[i] = T(spread)
	}
	for i, label := range labels {
		if label < 0 || int(label) >= classes {
			return errors.Errorf("label %d of row %d, want 0 to %d: check the labels, or the units of the last layer", label, i, classes-1)
		}
		c.smoothed[i*classes+int(label)] = T(1 - c.smoothing + spread)
	}
	return nil
}

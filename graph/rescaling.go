package graph

import (
	"cmp"
	"math"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Rescaling is x·Scale + Offset, Keras' layer: Scale 1/127.5 and Offset -1 bring bytes
// to -1..1. It has no parameters. A scale of 0 is 1.
type Rescaling struct {
	Name          string // "rescaling" … if empty
	Scale, Offset float64
}

func (r Rescaling) name() string { return r.Name }

// Apply adds both.
func (r Rescaling) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	return op.Affine(x, []float64{cmp.Or(r.Scale, 1)}, []float64{r.Offset})
}

func (r Rescaling) config() (Config, error) {
	return Config{"Rescaling", settingsOf(NamedValue{"name", r.Name}, NamedValue{"scale", cmp.Or(r.Scale, 1)}, NamedValue{"offset", r.Offset})}, nil
}

func readRescaling(r *configReader) Layer {
	return Rescaling{Name: r.text("name"), Scale: r.nonzero("scale", 1), Offset: r.number("offset", 0)}
}

// Normalization brings each feature of x (batch, features) to mean 0 and deviation 1
// by the statistics that Adapt has found in the training examples: (x - mean) /
// max(√variance, 1e-7), Keras' layer. They are state, of no features before Adapt.
type Normalization struct {
	Name           string // "normalization" … if empty
	Mean, Variance []float64
}

func (n Normalization) name() string { return n.Name }

// Adapt returns the layer with the statistics of rows of so many features: each
// feature's mean and its (biased) variance, in float64.
func (n Normalization) Adapt(rows []float32, features int) (Normalization, error) {
	if features < 1 || len(rows) == 0 || len(rows)%features != 0 {
		return n, errors.Errorf("graph: normalization: got %d numbers of %d features, want whole rows", len(rows), features)
	}
	n.Mean, n.Variance = make([]float64, features), make([]float64, features)
	count := float64(len(rows) / features)
	for i, v := range rows {
		n.Mean[i%features] += float64(v) / count
	}
	for i, v := range rows {
		d := float64(v) - n.Mean[i%features]
		n.Variance[i%features] += d * d / count
	}
	return n, nil
}

// Apply adds the normalisation.
func (n Normalization) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	size := x.Shape()[1:].TotalSize()
	if len(n.Mean) != len(n.Variance) || len(n.Mean) != size && len(n.Mean) != 1 {
		return nil, errors.Errorf("has statistics of %d features, the input %d: call Adapt with the training examples", len(n.Mean), size)
	}
	scale, offset := make([]float64, len(n.Mean)), make([]float64, len(n.Mean))
	for i, v := range n.Variance {
		if !(v >= 0) || math.IsInf(v, 0) || math.IsNaN(n.Mean[i]) || math.IsInf(n.Mean[i], 0) {
			return nil, errors.Errorf("feature %d has the mean %v and the variance %v, want finite numbers", i, n.Mean[i], v)
		}
		scale[i] = 1 / max(math.Sqrt(v), 1e-7)
		offset[i] = -n.Mean[i] * scale[i]
	}
	return op.Affine(x, scale, offset)
}

func (n Normalization) config() (Config, error) {
	return Config{"Normalization", append(settingsOf(NamedValue{"name", n.Name}), NamedValue{"mean", n.Mean}, NamedValue{"variance", n.Variance})}, nil
}

func readNormalization(r *configReader) Layer {
	return Normalization{Name: r.text("name"), Mean: r.numbers("mean"), Variance: r.numbers("variance")}
}

package graph

import (
	"cmp"
	"math"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// LayerNorm brings the features of each example of x (batch, features) to mean 0 and
// deviation 1, then multiplies with gamma and adds beta (Ba et al., 2016). Its zero
// fields are Keras' defaults; PyTorch's epsilon is 1e-5.
type LayerNorm struct {
	Name     string  // "layer_normalization" … if empty
	Epsilon  float64 // added to the variance; 0: 0.001
	NoScale  bool    // no gamma
	NoCenter bool    // no beta
	Frozen   bool    // not trained
}

func (l LayerNorm) name() string { return l.Name }

// Kind returns "LayerNormalization".
func (LayerNorm) Kind() string { return "LayerNormalization" }

// Apply adds the normalisation.
func (l LayerNorm) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if l.Frozen {
		s.freezes++
		defer func() { s.freezes-- }()
	}
	epsilon := cmp.Or(l.Epsilon, 0.001)
	if x.Dims() != 2 || !(epsilon > 0) || math.IsInf(epsilon, 0) {
		return nil, errors.Errorf("got epsilon %v and an input %v, want one above 0 and (batch, features)", epsilon, x.Shape())
	}
	gamma, beta, err := scaleAndCenter(s, x.Shape()[1], !l.NoScale, !l.NoCenter)
	if err != nil {
		return nil, err
	}
	return op.LayerNorm(x, gamma, beta, epsilon)
}

func (l LayerNorm) config() (Config, error) {
	return Config{"LayerNormalization", settingsOf(NamedValue{"name", l.Name}, NamedValue{"epsilon", cmp.Or(l.Epsilon, 0.001)},
		NamedValue{"scale", optional(!l.NoScale)}, NamedValue{"center", optional(!l.NoCenter)}, notTrained(l.Frozen))}, nil
}

func readLayerNorm(r *configReader) Layer {
	return LayerNorm{
		Name: r.text("name"), Epsilon: r.nonzero("epsilon", 0.001),
		NoScale: !r.yes("scale", true), NoCenter: !r.yes("center", true), Frozen: !r.yes("trainable", true),
	}
}

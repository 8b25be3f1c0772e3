package graph

import (
	"math"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// GaussianNoise adds normal noise of mean 0 to each number while training; otherwise
// it does nothing.
type GaussianNoise struct {
	Name      string  // "gaussian_noise" … if empty
	Deviation float64 // Keras' stddev
}

func (n GaussianNoise) name() string { return n.Name }

// Apply adds the noise, but not in Inference.
func (n GaussianNoise) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if !(n.Deviation >= 0) || math.IsInf(n.Deviation, 0) {
		return nil, errors.Errorf("deviation is %v, want at least 0", n.Deviation)
	}
	if !s.Random() || n.Deviation == 0 {
		return x, nil
	}
	clock, err := s.Clock()
	if err != nil {
		return nil, err
	}
	return op.Noise(x, n.Deviation, clock, s.Stream())
}

func (n GaussianNoise) config() (Config, error) {
	return Config{"GaussianNoise", settingsOf(NamedValue{"name", n.Name}, NamedValue{"stddev", n.Deviation})}, nil
}

func readGaussianNoise(r *configReader) Layer {
	return GaussianNoise{Name: r.text("name"), Deviation: r.number("stddev", 0)}
}

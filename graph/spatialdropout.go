package graph

import (
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// SpatialDropout2D drops each channel of an image (batch, height, width, channels) as a
// whole with probability Rate (0 <= Rate < 1) while training and scales the others by
// 1/(1-Rate); otherwise it does nothing. PyTorch's is Dropout2d.
type SpatialDropout2D struct {
	Name string // "spatial_dropout2d" … if empty
	Rate float64
}

func (d SpatialDropout2D) name() string { return d.Name }

// Apply adds the mask, but not in Inference.
func (d SpatialDropout2D) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if !(d.Rate >= 0 && d.Rate < 1) || !s.Random() || d.Rate == 0 {
		return x, checkRate(d.Rate)
	}
	x, err := images(x)
	if err != nil {
		return nil, err
	}
	clock, err := s.Clock()
	if err != nil {
		return nil, err
	}
	return op.SpatialDropout(x, d.Rate, clock, s.Stream())
}

func (d SpatialDropout2D) config() (Config, error) {
	return Config{"SpatialDropout2D", settingsOf(NamedValue{"name", d.Name}, NamedValue{"rate", d.Rate})}, nil
}

func readSpatialDropout2D(r *configReader) Layer {
	return SpatialDropout2D{Name: r.text("name"), Rate: r.number("rate", 0)}
}

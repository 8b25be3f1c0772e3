package graph

import (
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Clock is the seed and the step of a training run: each dropout layer's mask
// is a pure function of both. Programs that train one model share one Clock,
// and the loop advances its Step.
type Clock = op.Clock

// Dropout drops each input with probability Rate (0 <= Rate < 1) while
// training and scales the others by 1/(1-Rate); otherwise it does nothing.
type Dropout struct {
	Name string // "dropout", "dropout_1" … if empty
	Rate float64
}

func (d Dropout) name() string { return d.Name }

// Apply adds the mask, but not in Inference.
func (d Dropout) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	if !(d.Rate >= 0 && d.Rate < 1) || !s.Random() || d.Rate == 0 {
		return x, checkRate(d.Rate)
	}
	clock, err := s.Clock()
	if err != nil {
		return nil, err
	}
	return op.Dropout(x, d.Rate, clock, s.Stream())
}

func (d Dropout) config() (Config, error) {
	return Config{"Dropout", settingsOf(NamedValue{"name", d.Name}, NamedValue{"rate", d.Rate})}, nil
}

func readDropout(r *configReader) Layer {
	return Dropout{Name: r.text("name"), Rate: r.number("rate", 0)}
}

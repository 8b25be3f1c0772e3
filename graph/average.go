package graph

import (
	"fmt"
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Average applies each of its layers to x and takes the mean of their outputs, which
// have one shape: an ensemble, or Keras' layer of that name. The layers of each are
// named within a layer of its own, "member0/dense", "member1/dense".
type Average []Layer

func (Average) transparent() {}

// Apply applies all and takes the mean.
func (a Average) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	var sum *gorgonia.Node
	kind := Numbers
	for i, layer := range a {
		y, err := s.Apply(member{i, layer}, x)
		if err != nil {
			return nil, err
		}
		if i == 0 {
			sum, kind = y, s.kindOf(y)
			continue
		}
		if !y.Shape().Eq(sum.Shape()) {
			return nil, where("average", errors.Errorf("member %d makes %v, those before it %v: want equal shapes", i, y.Shape(), sum.Shape()))
		}
		if s.kindOf(y) != kind {
			kind = Numbers
		}
		if sum, err = op.Add(sum, y); err != nil {
			return nil, where("average", err)
		}
	}
	if sum == nil {
		return nil, where("average", errors.New("got no layers, want at least one"))
	}
	mean, err := op.Affine(sum, []float64{1 / float64(len(a))}, nil)
	if err != nil {
		return nil, where("average", err)
	}
	s.kinds[mean] = kind
	return s.record("Average", mean)
}

// member is one of the layers, which are named within it.
type member struct {
	number int
	layer  Layer
}

func (m member) name() string { return fmt.Sprintf("member%d", m.number) }

// Kind returns "Member".
func (member) Kind() string { return "Member" }

// Apply applies the layer.
func (m member) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	outer := s.member
	defer func() { s.member = outer }()
	s.member = s.layer
	return s.Apply(m.layer, x)
}

func (a Average) config() (Config, error) {
	layers, err := configsOf(a)
	return Config{"Average", []NamedValue{{"layers", layers}}}, err
}

func readAverage(r *configReader) Layer { return Average(slices.Clone(r.layers("layers"))) }

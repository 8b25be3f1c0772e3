package graph

import (
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Activation is a layer that has a name in Keras' list of activations. It
// stands in a Dense, or by itself in a list of layers.
type Activation interface {
	Layer
	Name() string
}

// The activations, by the names that Keras gives them. Softmax normalises the
// last axis of (batch, classes).
var (
	Linear  Activation = &activation{"linear", func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return x, nil }}
	ReLU    Activation = &activation{"relu", relu}
	Sigmoid Activation = &activation{"sigmoid", func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Sigmoid(x) }}
	Tanh    Activation = &activation{"tanh", func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Tanh(x) }}
	Softmax Activation = &activation{"softmax", softmax}
)

// Activations returns those that have a name, in alphabetical order.
func Activations() []Activation {
	return []Activation{Linear, ReLU, Sigmoid, Softmax, Tanh}
}

// ActivationNamed returns the activation of that name; "" is Linear.
func ActivationNamed(name string) (Activation, error) {
	if name == "" {
		return Linear, nil
	}
	var known []string
	for _, a := range Activations() {
		if a.Name() == name {
			return a, nil
		}
		known = append(known, a.Name())
	}
	return nil, errors.Errorf("graph: got activation %q, want one of %s", name, strings.Join(known, ", "))
}

type activation struct {
	keras string
	apply Func
}

func (a *activation) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return a.apply(s, x) }
func (a *activation) Name() string                                             { return a.keras }
func (a *activation) Kind() string                                             { return "Activation" }

// relu is x·(x > 0), whose derivative at 0 is 0 as in Keras and PyTorch;
// gorgonia's Rectify has 1 there.
func relu(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	return op.ReLU(x)
}

// softmax remembers its input, so that a cross-entropy behind it can work on
// the logits, which is exact where a probability rounds to 0 or 1.
func softmax(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	p, err := op.Softmax(x)
	if err == nil {
		s.logits[p] = x
	}
	return p, err
}

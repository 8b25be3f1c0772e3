// Package graph makes symbolic gorgonia expression graphs of layers: a network
// is a list of layers, and a layer is a few lines of graph code.
//
// A [Sequential] says which layers there are, [Init] makes their parameters
// from a seed, and [Compile] turns both into a [Program]: one expression graph
// and one TapeMachine for a mode and a batch size. All programs made of the
// same parameters share their memory, so that each sees every training step.
// [Check] compares the gradients with finite differences.
//
// The package knows gorgonia and its traps once and for all. It knows no files,
// no data sets, no training loop.
package graph

import (
	"reflect"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
)

// Layer is a part of a network: Apply adds its expression to the graph. x has
// the batch as its first axis, and so has the result. Layers are values: two that
// are equal have weights of their own. A pointer that stands in two places is one
// layer, with one set of weights.
type Layer interface {
	Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error)
}

// Func is a layer made of any function over gorgonia nodes.
type Func func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error)

// Apply calls f.
func (f Func) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return f(s, x) }

// Sequential applies its layers one after the other. As a layer of another
// network it is transparent: its layers are named as if they stood there.
type Sequential []Layer

func (Sequential) transparent() {}

// transparent is a layer that is made of layers and has no name: those are named
// as if they stood in its place.
type transparent interface{ transparent() }

// Apply applies the layers in order.
func (n Sequential) Apply(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	var err error
	for _, layer := range n {
		if x, err = s.Apply(layer, x); err != nil {
			return nil, err
		}
	}
	return x, nil
}

// Kind returns a layer's type as Keras writes it: "Dense", "Dropout". A layer
// with a method Kind answers itself; another's is the name of its Go type.
func Kind(l Layer) string {
	if k, ok := l.(interface{ Kind() string }); ok {
		return k.Kind()
	}
	t := reflect.TypeOf(l)
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" {
		return "Layer"
	}
	return t.Name()
}

// where says in which layer an error arose, once.
func where(layer string, err error) error {
	var located *layerError
	if err == nil || errors.As(err, &located) {
		return err
	}
	if strings.Contains(err.Error(), "Can only differentiate with regards to input") { // gorgonia's Grad
		err = errors.Wrap(err, "gorgonia.Grad derives by the input and by parameters alone, not by what is computed of them")
	}
	return &layerError{layer: layer, err: err}
}

type layerError struct {
	layer string
	err   error
}

func (e *layerError) Error() string {
	return "graph: " + e.layer + ": " + strings.TrimPrefix(e.err.Error(), "graph: ")
}

func (e *layerError) Unwrap() error { return e.err }

func (n Sequential) config() (Config, error) {
	layers, err := configsOf(n)
	return Config{"Sequential", []NamedValue{{"layers", layers}}}, err
}

func readSequential(r *configReader) Layer { return r.layers("layers") }

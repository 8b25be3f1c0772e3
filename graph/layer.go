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
	"regexp"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
)

// Layer is a part of a network: Apply adds its expression to the graph. x has
// the batch as its first axis, and so has the result.
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

// named is a layer that may carry a name of its own.
type named interface{ name() string }

// snake writes a type's name as Keras writes the names of its layers: "Dense" is
// "dense", "LeakyReLU" is "leaky_re_lu".
func snake(kind string) string {
	kind = word.ReplaceAllString(kind, "${1}_${2}")
	return strings.ToLower(hump.ReplaceAllString(kind, "${1}_${2}"))
}

// word and hump are those of Keras' to_snake_case.
var (
	word = regexp.MustCompile("(.)([A-Z][a-z]+)")
	hump = regexp.MustCompile("([a-z])([A-Z])")
)

// where says in which layer an error arose, once.
func where(layer string, err error) error {
	var located *layerError
	if err == nil || errors.As(err, &located) {
		return err
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

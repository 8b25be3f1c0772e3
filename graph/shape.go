package graph

import (
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/op"
)

// Reshape gives each example another shape of as many numbers. One size may be -1,
// what remains, as in Keras.
type Reshape struct {
	Name  string // "reshape" … if empty
	Shape []int  // of one example
}

func (r Reshape) name() string { return r.Name }

// Apply reshapes x. Row-major order is kept.
func (r Reshape) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	size, known, open := x.Shape()[1:].TotalSize(), 1, -1
	shape := append([]int{x.Shape()[0]}, r.Shape...)
	for i, n := range r.Shape {
		switch {
		case n == -1 && open < 0:
			open = i + 1
		case n < 1 || known > size/n:
			return nil, errors.Errorf("got the shape %v for examples of %v, want as many numbers, sizes of at least 1, and one -1 at most", r.Shape, x.Shape()[1:])
		default:
			known *= n
		}
	}
	if open > 0 {
		shape[open] = size / known
		known *= shape[open]
	}
	if known != size {
		return nil, errors.Errorf("got the shape %v for examples of %v, want as many numbers", r.Shape, x.Shape()[1:])
	}
	return op.Reshape(x, shape...)
}

func (r Reshape) config() (Config, error) {
	return Config{"Reshape", append(settingsOf(NamedValue{"name", r.Name}), NamedValue{"target_shape", r.Shape})}, nil
}

func readReshape(r *configReader) Layer {
	return Reshape{Name: r.text("name"), Shape: r.wholes("target_shape")}
}

// Permute exchanges the axes of each example, counted from 1 as in Keras: Axes{2, 1}
// transposes an image.
type Permute struct {
	Name string // "permute" … if empty
	Axes []int
}

func (p Permute) name() string { return p.Name }

// Apply exchanges the axes.
func (p Permute) Apply(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	sorted := slices.Sorted(slices.Values(p.Axes))
	for i, axis := range sorted {
		if axis != i+1 {
			sorted = nil
			break
		}
	}
	if len(sorted) != x.Dims()-1 {
		return nil, errors.Errorf("got the axes %v for examples of %v, want each of 1 to %d once", p.Axes, x.Shape()[1:], x.Dims()-1)
	}
	return op.Permute(x, p.Axes...)
}

func (p Permute) config() (Config, error) {
	return Config{"Permute", append(settingsOf(NamedValue{"name", p.Name}), NamedValue{"dims", p.Axes})}, nil
}

func readPermute(r *configReader) Layer { return Permute{Name: r.text("name"), Axes: r.wholes("dims")} }

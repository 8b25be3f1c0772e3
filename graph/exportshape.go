package graph

import (
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/portable"
)

func (e *exporter) transposed(n *gorgonia.Node, in ...portable.Value) (v portable.Value, err error) {
	pattern, err := fields(n, "pattern")
	if err != nil {
		return v, err
	}
	return e.trace.Apply("Transpose", portable.Settings{"perm": pattern[0]}, in[0]), nil
}

func (e *exporter) reshaped(n *gorgonia.Node, in ...portable.Value) (portable.Value, error) {
	return e.trace.Reshape(in[0], e.shapes[n])
}

// sliced is a part along an axis, which is dropped where it is one number's.
func (e *exporter) sliced(n *gorgonia.Node, in ...portable.Value) (v portable.Value, err error) {
	s, ok := n.Op().(interface{ IsSlice() tensor.Slice })
	along, err := fields(n, "along")
	if err != nil || !ok {
		return v, errors.Errorf("gorgonia's %v is another than this program knows", n.Op())
	}
	slice, axis := s.IsSlice(), along[0][0]
	switch {
	case slice == nil:
		return in[0], nil
	case n.Dims() < len(in[0].Shape):
		return e.trace.Apply("Gather", portable.Settings{"axis": axis}, in[0], e.trace.Index(slice.Start())), nil
	}
	whole := e.trace.Whole
	return e.trace.Apply("Slice", nil, in[0], whole(slice.Start()), whole(slice.End()), whole(axis), whole(max(slice.Step(), 1))), nil
}

func (e *exporter) concatenated(n *gorgonia.Node, in ...portable.Value) (v portable.Value, err error) {
	axis, err := fields(n, "axis")
	if err != nil {
		return v, err
	}
	return e.trace.Apply("Concat", portable.Settings{"axis": axis[0][0]}, in...), nil
}

// repeated repeats each number along an axis: a new axis behind that one, as long as
// the number of times, and then both as one.
func (e *exporter) repeated(n *gorgonia.Node, layer string) (v portable.Value, err error) {
	along, err := fields(n, "along")
	if err != nil {
		return v, err
	}
	of := inputsOf(n)[0]
	x, err := e.value(of)
	if err != nil {
		return v, err
	}
	e.trace.Layer = layer
	axis, from := along[0][0], slices.Clone(e.shapes[of])
	for len(from) < n.Dims() {
		from = append(from, 1)
	}
	size := 1
	if axis < of.Dims() {
		size = of.Shape()[axis]
	}
	return e.trace.Repeat(x, from, axis, n.Shape()[axis]/size)
}

// size is a number: that of an axis.
func (e *exporter) size(n *gorgonia.Node, in ...portable.Value) (v portable.Value, err error) {
	field, err := fields(n, "axis")
	if err != nil {
		return v, err
	}
	axis := field[0][0]
	if axis < len(in[0].Shape) && in[0].Shape[axis] >= 0 {
		return e.trace.Number(float64(in[0].Shape[axis])), nil
	}
	size := e.trace.Apply("Shape", portable.Settings{"start": axis, "end": axis + 1}, in[0])
	return e.trace.Apply("Cast", portable.Settings{"to": 1}, e.trace.Apply("Squeeze", nil, size)), nil
}

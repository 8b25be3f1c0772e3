package models

import (
	"slices"

	"digits/models/onnx"
	"digits/models/weights"
)

// fold makes a constant of constants; false if the node is of something else.
func (n *onnxNetwork) fold(o *onnx.Operator) bool {
	a, ok := n.constant(o, 0)
	if !ok || len(o.Outputs) != 1 {
		return false
	}
	switch o.Op {
	case "Identity":
	case "Cast":
		if to := onnx.Type(o.Int("to", 0)); to != onnx.Float32 && to != 11 && to != 7 && to != 6 {
			return false
		} else if to == 7 || to == 6 {
			if slices.ContainsFunc(a.Values, func(v float32) bool { return v != float32(int32(v)) }) {
				return false
			}
		}
	case "Transpose":
		perm := o.Ints("perm", []int{1, 0})
		four := len(a.Shape) == 4 && slices.Equal(slices.Sorted(slices.Values(perm)), []int{0, 1, 2, 3})
		if !four && (len(a.Shape) != 2 || !slices.Equal(perm, []int{1, 0})) {
			return false
		}
		if n.room -= len(a.Values); n.room < 0 {
			return false
		}
		a = turned(a, perm)
	case "Reshape", "Flatten", "Squeeze", "Unsqueeze":
		shape, ok := n.folded(o, a)
		if !ok || product64(shape) != len(a.Values) || slices.Contains(shape, -1) {
			return false
		}
		a = weights.Array{Name: a.Name, Shape: shape, Values: a.Values, Type: a.Type}
	default:
		return false
	}
	n.constants[o.Outputs[0]] = a
	return true
}

// folded returns the shape that a node gives a constant.
func (n *onnxNetwork) folded(o *onnx.Operator, a weights.Array) ([]int, bool) {
	switch o.Op {
	case "Squeeze", "Unsqueeze":
		axes, ok := n.axes(o)
		if !ok {
			return nil, false
		}
		return squeezed(a.Shape, axes, o.Op == "Unsqueeze")
	case "Flatten":
		return nil, false
	}
	to, ok := n.size(o, 1)
	shape, open, known := slices.Clone(to), -1, 1
	for i, d := range shape {
		switch {
		case d == -1 && open < 0:
			open = i
		case d < 1 || known > len(a.Values)/d:
			return nil, false
		default:
			known *= d
		}
	}
	if open >= 0 && len(a.Values)%known == 0 {
		shape[open] = len(a.Values) / known
	}
	return shape, ok
}

// size returns an input of a node as sizes: a constant of whole numbers, or what nodes
// have made of a shape.
func (n *onnxNetwork) size(o *onnx.Operator, i int) ([]int, bool) {
	if !has(o, i) {
		return nil, false
	}
	if s, ok := n.sizes[o.Inputs[i]]; ok {
		return s, true
	}
	a, ok := n.constant(o, i)
	if !ok || len(a.Shape) > 1 || len(a.Values) > 64 {
		return nil, false
	}
	s := make([]int, len(a.Values))
	for k, v := range a.Values {
		if s[k] = int(v); float32(s[k]) != v {
			return nil, false
		}
	}
	return s, true
}

// foldSizes follows what nodes make of the shape of a value, as exporters do for a
// Reshape; false if the node is of something else.
func (n *onnxNetwork) foldSizes(o *onnx.Operator) bool {
	if len(o.Outputs) != 1 || !has(o, 0) {
		return false
	}
	if v, ok := n.values[o.Inputs[0]]; ok && o.Op == "Shape" && o.Int("start", 0) == 0 && len(o.Attributes) == 0 {
		n.sizes[o.Outputs[0]] = append([]int{-1}, v.shape...)
		return true
	}
	known := func(name string) bool { _, ok := n.sizes[name]; return ok }
	if !slices.ContainsFunc(o.Inputs, known) {
		return false
	}
	s, ok := n.size(o, 0)
	if ok {
		s, ok = n.sizesOf(o, s)
	}
	if ok {
		n.sizes[o.Outputs[0]] = s
	}
	return ok
}

// sizesOf is what a node makes of sizes, its first input.
func (n *onnxNetwork) sizesOf(o *onnx.Operator, s []int) ([]int, bool) {
	switch o.Op {
	case "Cast", "Identity", "Unsqueeze", "Squeeze": // a number and a list of it are one here
		return s, true
	case "Gather":
		indices, ok := n.size(o, 1)
		if !ok || o.Int("axis", 0) != 0 {
			return nil, false
		}
		return gathered(s, indices)
	case "Concat":
		s = nil
		for i := range o.Inputs {
			more, ok := n.size(o, i)
			if !ok || len(s) > 64 {
				return nil, false
			}
			s = append(s, more...)
		}
		return s, true
	case "Slice":
		from, ok1 := n.size(o, 1)
		to, ok2 := n.size(o, 2)
		if !ok1 || !ok2 || len(from) != 1 || len(to) != 1 || has(o, 4) {
			return nil, false
		}
		return cutOut(s, from[0], to[0])
	}
	return nil, false
}

// gathered is ONNX's Gather of a list; an index below 0 counts from its end.
func gathered(s, indices []int) ([]int, bool) {
	var taken []int
	for _, i := range indices {
		if i < 0 {
			i += len(s)
		}
		if i < 0 || i >= len(s) {
			return nil, false
		}
		taken = append(taken, s[i])
	}
	return taken, true
}

// cutOut is ONNX's Slice of a list, by steps of 1.
func cutOut(s []int, from, to int) ([]int, bool) {
	lo, hi := from, min(to, len(s))
	if lo < 0 {
		lo += len(s)
	}
	if hi < 0 {
		hi += len(s)
	}
	if lo < 0 || hi < lo || hi > len(s) {
		return nil, false
	}
	return s[lo:hi], true
}

package models

import (
	"slices"

	"digits/graph"
	"digits/models/onnx"
)

func (n *onnxNetwork) flatten(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	if axis := o.Int("axis", 1); axis != 1 && axis != -len(v.shape) || v.rows {
		return refuse(o, "is from axis %d on, want 1: it would mix examples", axis)
	}
	return n.reshaped(o, v, []int{product64(v.shape)})
}

// reshaped notes that examples have another shape.
func (n *onnxNetwork) reshaped(o *onnx.Operator, v *onnxValue, shape []int) error {
	if product64(shape) != product64(v.shape) || len(shape) == 0 {
		return refuse(o, "makes %v of examples of %v, want as many numbers of each: it would mix examples", shape, v.shape)
	}
	if slices.Equal(shape, v.shape) {
		return n.alias(o, v)
	}
	if is, err := n.flattened(o, v, shape); is {
		return err
	}
	y := func(name string) graph.Layer {
		if len(shape) == 1 {
			return graph.Flatten{Name: name}
		}
		return graph.Reshape{Name: name, Shape: shape}
	}
	title := "reshape"
	if len(shape) == 1 {
		title = "flatten"
	}
	err := n.layer(o, title, shape, y, v)
	if err == nil {
		n.values[o.Outputs[0]].whole = v.whole
	}
	return err
}

func (n *onnxNetwork) reshape(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	to, ok := n.size(o, 1)
	if list := o.Ints("shape", nil); !has(o, 1) && list != nil { // before set 5
		to, ok = list, true
	}
	if !ok || len(to) < 2 {
		return refuse(o, "its shape is not known before it runs, or has no axis for the batch: export the network for examples of one shape")
	}
	if last := len(v.shape) - 1; !v.rows && product64(v.shape) > v.shape[last] && slices.Equal(to, []int{-1, v.shape[last]}) {
		y := *v // its rows are examples, until another Reshape
		y.rows = true
		return n.alias(o, &y)
	}
	shape, open, known := slices.Clone(to), -1, 1
	for i, d := range shape {
		if d == 0 && o.Int("allowzero", 0) == 0 && i > 0 && i <= len(v.shape) {
			shape[i] = v.shape[i-1]
		}
		switch {
		case i == 0:
		case shape[i] == -1 && open < 0:
			open = i
		case shape[i] < 1 || known > maxExample/shape[i]:
			return refuse(o, "makes %v, want sizes of at least 1 and one -1 at most", to)
		default:
			known *= shape[i]
		}
	}
	size := product64(v.shape)
	if open > 0 && size%known == 0 {
		shape[open], known = size/known, size
	}
	if batch := shape[0]; batch != -1 && (batch != 0 || v.rows) && batch != n.batch {
		return refuse(o, "makes a batch of %d of one of %d: it would mix examples", batch, n.batch)
	}
	if known != size {
		return refuse(o, "makes %v of examples of %v, want as many numbers of each: it would mix examples", to, v.shape)
	}
	whole := *v
	if whole.rows = false; v.rows {
		v = &whole
	}
	return n.reshaped(o, v, shape[1:])
}

// axes returns the axes that a node names, in an attribute or, later, in an input.
func (n *onnxNetwork) axes(o *onnx.Operator) ([]int, bool) {
	if list := o.Ints("axes", nil); list != nil {
		return list, true
	}
	return n.size(o, 1)
}

// squeeze reads Squeeze and Unsqueeze.
func (n *onnxNetwork) squeeze(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	axes, ok := n.axes(o)
	shape, ok2 := squeezed(append([]int{-1}, v.shape...), axes, o.Op == "Unsqueeze")
	if !ok || v.rows || !ok2 || len(shape) < 2 || shape[0] != -1 {
		return refuse(o, "changes the axes %v of examples of %v, want some of size 1: export the network for examples of one shape", axes, v.shape)
	}
	return n.reshaped(o, v, shape[1:])
}

// squeezed takes axes of size 1 out, or puts them in.
func squeezed(shape, axes []int, puts bool) ([]int, bool) {
	rank := len(shape)
	if puts {
		rank += len(axes)
	}
	at := map[int]bool{}
	for _, a := range axes {
		if a < 0 {
			a += rank
		}
		if a < 0 || a >= rank || at[a] || !puts && shape[a] != 1 {
			return nil, false
		}
		at[a] = true
	}
	var to []int
	for i, k := 0, 0; i < rank; i++ {
		switch {
		case puts && at[i]:
			to = append(to, 1)
		case puts:
			to = append(to, shape[k])
			k++
		case !at[i]:
			to = append(to, shape[i])
		}
	}
	return to, true
}

func (n *onnxNetwork) transpose(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	perm := o.Ints("perm", nil)
	sorted := slices.Sorted(slices.Values(perm))
	for i, axis := range sorted {
		if axis != i {
			sorted = nil
			break
		}
	}
	if len(sorted) != len(v.shape)+1 || perm[0] != 0 {
		return refuse(o, "exchanges the axes %v of (batch, %v), want the batch to stay the first: it would mix examples", perm, v.shape)
	}
	axes, shape := perm[1:], make([]int, len(v.shape))
	if slices.Equal(axes, channelsLast) && !v.whole && !v.rows {
		return n.alias(o, n.last(o, v))
	}
	for i, axis := range axes {
		shape[i] = v.shape[axis-1]
	}
	if slices.IsSorted(axes) {
		return n.alias(o, v)
	}
	err = n.layer(o, "permute", shape, func(name string) graph.Layer { return graph.Permute{Name: name, Axes: axes} }, v)
	if err == nil {
		y := n.values[o.Outputs[0]]
		if y.whole = v.whole; slices.Equal(axes, channelsFirst) && !v.whole && !v.rows {
			y.last = v
		}
	}
	return err
}

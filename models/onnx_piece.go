package models

import (
	"slices"

	"digits/models/onnx"
)

// The operators that activations are composed of where ONNX has none for them.

// cut makes what comes a formula of v, not of what v is a formula of.
func (n *onnxNetwork) cut(v *onnxValue) *onnxValue {
	if v.f == argument {
		return v
	}
	y := &onnxValue{shape: v.shape, node: v.node, rows: v.rows, title: "identity", f: argument, wires: map[string]string{}}
	y.of, y.from, y.make, y.cuts = y, []*onnxValue{v}, noLayer, v
	return y
}

// split reads halves of the last axis, as those of a gated linear unit.
func (n *onnxNetwork) split(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	sizes := o.Ints("split", nil) // before set 13
	if list, ok := n.size(o, 1); ok && has(o, 1) {
		sizes = list
	}
	last := len(v.shape)
	width := v.shape[last-1]
	if axis := o.Int("axis", 0); axis != -1 && axis != last && !v.rows || v.whole || len(o.Outputs) != 2 || width%2 != 0 || sizes != nil && !slices.Equal(sizes, []int{width / 2, width / 2}) {
		return refuse(o, "splits (batch, %v) along axis %d into %d, %v, want halves of the last axis: export the network without it", v.shape, axis, len(o.Outputs), sizes)
	}
	v = n.cut(v)
	shape := append(slices.Clone(v.shape[:last-1]), width/2)
	for i, name := range o.Outputs {
		n.values[name] = &onnxValue{shape: shape, node: o, rows: v.rows, of: v.of, f: function("half", float64(i+1), 0, v.f)}
	}
	return nil
}

// sorted reads the sorting of rows, as in sparsemax.
func (n *onnxNetwork) sorted(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	k, ok := n.size(o, 1)
	axis := o.Int("axis", -1)
	if len(v.shape) != 1 || !ok || !slices.Equal(k, v.shape) || axis != -1 && axis != 1 || o.Int("largest", 1) == 0 || o.Int("sorted", 1) == 0 || v.whole {
		return refuse(o, "takes %v of examples of %v, want all, the largest first: there is no layer for that here; run the network in onnxruntime", k, v.shape)
	}
	v = n.cut(v)
	n.values[o.Inputs[0]] = v
	return n.function(o, v, function("sorted", 0, 0, v.f))
}

// alongRows reads CumSum and ReduceMax of rows.
func (n *onnxNetwork) alongRows(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	axes, ok := n.axes(o)
	if len(v.shape) != 1 || !ok || !slices.Equal(axes, []int{-1}) && !slices.Equal(axes, []int{1}) || o.Int("keepdims", 1) == 0 || o.Int("exclusive", 0)+o.Int("reverse", 0) != 0 {
		return refuse(o, "is along axis %v of (batch, %v), want the last of (batch, units), kept: there is no layer for that here; run the network in onnxruntime", axes, v.shape)
	}
	return n.function(o, v, function(map[string]string{"CumSum": "cumulated", "ReduceMax": "rowmax"}[o.Op], 0, 0, v.f))
}

// byRank reads the division of the sums of sorted rows by how many they are of.
func (n *onnxNetwork) byRank(o *onnx.Operator, v *onnxValue, values []float32) (bool, error) {
	if o.Op != "Div" || v.f.op != "linear" || v.f.of[0].op != "cumulated" || len(values) != v.shape[0] {
		return false, nil
	}
	for i, x := range values {
		if x != float32(i+1) {
			return false, nil
		}
	}
	return true, n.function(o, v, function("byrank", 0, 0, v.f))
}

// compared reads whether numbers are at most, above or below a number: only an Or and a
// Where take it.
func (n *onnxNetwork) compared(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	c, err := n.number(o, 1, 0)
	if err != nil {
		return err
	}
	return n.function(o, v, function(map[string]string{"LessOrEqual": "atmost", "Greater": "above", "Less": "below"}[o.Op], c, 0, v.f))
}

// either reads an Or of two comparisons.
func (n *onnxNetwork) either(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	w, err := n.value(o, 1)
	if err != nil {
		return err
	}
	if !v.f.compares() || !w.f.compares() || v.of != w.of || !slices.Equal(v.shape, w.shape) {
		return refuse(o, "is not of two comparisons of one node: there is no layer for that here; run the network in onnxruntime")
	}
	return n.function(o, v, function("or", 0, 0, ordered([]*formula{v.f, w.f})...))
}

// compares reports a formula that is yes or no.
func (f *formula) compares() bool {
	return slices.Contains([]string{"atmost", "above", "below", "or"}, f.op)
}

// where reads one formula where a comparison is so, and another where it is not.
func (n *onnxNetwork) where(o *onnx.Operator) error {
	condition, err := n.value(o, 0)
	if err != nil {
		return err
	}
	if !condition.f.compares() {
		return refuse(o, "its condition is no comparison with a number: there is no layer for that here; run the network in onnxruntime")
	}
	var parts [2]*formula
	for i := range parts {
		if _, ok := n.constant(o, i+1); ok {
			c, err := n.number(o, i+1, 0)
			if err != nil {
				return err
			}
			parts[i] = function("number", c, 0)
			continue
		}
		v, err := n.value(o, i+1)
		if err != nil {
			return err
		}
		if v.of != condition.of || !slices.Equal(v.shape, condition.shape) {
			return refuse(o, "takes numbers of one node by those of another: there is no layer for that here; run the network in onnxruntime")
		}
		parts[i] = v.f
	}
	switch condition.f.op {
	case "above":
		parts[0], parts[1] = parts[1], parts[0]
	case "below", "or":
		return n.function(o, condition, function("choose", 0, 0, condition.f, parts[0], parts[1]))
	}
	return n.function(o, condition, function("where", condition.f.a, 0, condition.f.of[0], parts[0], parts[1]))
}

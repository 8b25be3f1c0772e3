package models

import (
	"slices"
	"strings"

	"digits/graph"
	"digits/models/onnx"
)

// sum adds what several nodes make.
func (n *onnxNetwork) sum(o *onnx.Operator) error {
	var all []*onnxValue
	for i := range o.Inputs {
		v, err := n.value(o, i)
		if err != nil {
			return err
		}
		all = append(all, v)
	}
	return n.merge(o, "Add", all...)
}

// merge adds or concatenates.
func (n *onnxNetwork) merge(o *onnx.Operator, by string, all ...*onnxValue) error {
	if len(all) == 0 {
		return refuse(o, "reads nothing")
	}
	shape, title := slices.Clone(all[0].shape), "add"
	for i, v := range all {
		switch {
		case v.whole:
			return refuse(o, "computes with whole numbers: cast the input to float32 before it")
		case v.rows != all[0].rows:
			return refuse(o, "joins rows that are examples with others: export the network for examples of one shape")
		case i == 0:
		case by == "Concatenate":
			shape[0] += v.shape[0]
		case !slices.Equal(v.shape, shape):
			return refuse(o, "joins %v and %v, want one shape: export the network without broadcasting", shape, v.shape)
		}
	}
	if by != "Add" {
		title = strings.ToLower(by)
	}
	return n.layer(o, title, shape, func(name string) graph.Layer { return graph.Merge{Name: name, By: by} }, all...)
}

func (n *onnxNetwork) concat(o *onnx.Operator) error {
	var all []*onnxValue
	for i := range o.Inputs {
		v, err := n.value(o, i)
		if err != nil {
			return err
		}
		if axis := o.Int("axis", 1); len(v.shape) != 1 || axis != 1 && axis != -1 {
			return refuse(o, "joins (batch, %v) along axis %d, want (batch, units) along the last: export the network with a Flatten before", v.shape, axis)
		}
		all = append(all, v)
	}
	return n.merge(o, "Concatenate", all...)
}

// binary reads arithmetic of two values, or of one and a constant.
func (n *onnxNetwork) binary(o *onnx.Operator) error {
	if len(o.Inputs) != 2 {
		return refuse(o, "has %d inputs, want 2", len(o.Inputs))
	}
	if c, ok := n.constant(o, 1); ok {
		return n.withConstant(o, 0, c)
	}
	if c, ok := n.constant(o, 0); ok {
		return n.withConstant(o, 1, c)
	}
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	w, err := n.value(o, 1)
	if err != nil {
		return err
	}
	if v.of == w.of && v.rows == w.rows && slices.Equal(v.shape, w.shape) {
		switch o.Op {
		case "Add":
			return n.function(o, v, added(v.f, w.f))
		case "Sub":
			return n.function(o, v, added(v.f, linear(w.f, -1, 0)))
		case "Mul":
			return n.function(o, v, product(v.f, w.f))
		}
		return n.function(o, v, function("quotient", 0, 0, v.f, w.f))
	}
	switch o.Op {
	case "Add":
		return n.merge(o, "Add", v, w)
	case "Mul":
		return n.merge(o, "Multiply", v, w)
	case "Sub":
		return n.merge(o, "Add", v, &onnxValue{shape: w.shape, whole: w.whole, rows: w.rows, node: o, of: w.of, f: linear(w.f, -1, 0)})
	}
	return refuse(o, "divides what two nodes make: there is no layer for that here; run the network in onnxruntime")
}

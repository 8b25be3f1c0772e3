package models

import (
	"strconv"

	"digits/models/onnx"
	"digits/models/weights"
)

// value returns what an input of a node is of the network's input.
func (n *onnxNetwork) value(o *onnx.Operator, i int) (*onnxValue, error) {
	if i >= len(o.Inputs) || o.Inputs[i] == "" {
		return nil, refuse(o, "has %d inputs, want one more", len(o.Inputs))
	}
	if v, ok := n.values[o.Inputs[i]]; ok {
		return v, nil
	}
	return nil, refuse(o, "reads %.100q, a constant or a shape, where it should read what is made of the input: export the network with simpler operators", o.Inputs[i])
}

// constant returns an input of a node that is a constant; false if it is left out, or
// is none.
func (n *onnxNetwork) constant(o *onnx.Operator, i int) (weights.Array, bool) {
	if i >= len(o.Inputs) || o.Inputs[i] == "" {
		return weights.Array{}, false
	}
	a, ok := n.constants[o.Inputs[i]]
	return a, ok
}

// has reports an input that is not left out.
func has(o *onnx.Operator, i int) bool { return i < len(o.Inputs) && o.Inputs[i] != "" }

// number returns a constant that is one number, or what it is if it is left out.
func (n *onnxNetwork) number(o *onnx.Operator, i int, otherwise float64) (float64, error) {
	if !has(o, i) {
		return otherwise, nil
	}
	a, ok := n.constant(o, i)
	if !ok || len(a.Values) != 1 {
		return 0, refuse(o, "its input %.100q is no constant of one number: export the network with one", o.Inputs[i])
	}
	return float64(a.Values[0]), nil
}

// decimal is a float32 as it is written, so that 1e-5 is not 9.999999747378752e-06.
func decimal(v float32) float64 {
	d, _ := strconv.ParseFloat(strconv.FormatFloat(float64(v), 'g', -1, 32), 64)
	return d
}

package models

import (
	"fmt"
	"slices"
	"strings"

	"digits/models/onnx"
)

// takeInput takes the network's one input.
func (n *onnxNetwork) takeInput() error {
	if len(n.model.Inputs) != 1 {
		var names []string
		for _, t := range n.model.Inputs {
			names = append(names, t.Name)
		}
		return fmt.Errorf("the network has %d inputs, %.200s, want one, of pictures", len(names), strings.Join(names, ", "))
	}
	t := n.model.Inputs[0]
	v := &onnxValue{wires: map[string]string{argument.text(): ""}}
	switch t.Type {
	case onnx.Float32, 11:
	case 2, 3, 4, 5, 6, 7, 12, 13:
		v.whole = true
	default:
		return fmt.Errorf("the input %.100q is of %s, want float32 or uint8: export the network in float32", t.Name, t.Type)
	}
	if len(t.Shape) < 2 || slices.Min(t.Shape[1:]) < 1 {
		return fmt.Errorf("the input %.100q is %s, want (batch, …) with the sizes of an example: export the network for examples of one shape", t.Name, onnxShape(t.Shape))
	}
	size, limit := 1, max(n.room/4, 1<<16)
	for _, d := range t.Shape[1:] {
		if size > limit/d {
			return fmt.Errorf("the input %.100q is %s, more than the weights can be for", t.Name, onnxShape(t.Shape))
		}
		size *= d
	}
	n.batch, v.shape, v.f = t.Shape[0], slices.Clone(t.Shape[1:]), argument
	v.of = v
	n.input, n.values[t.Name] = v, v
	return nil
}

// onnxShape writes (batch, 784), where -1 is any size.
func onnxShape(shape []int) string {
	if shape == nil {
		return "of no known shape"
	}
	return strings.ReplaceAll(fmt.Sprint(shape), "-1", "any")
}

// takesBytes says why the network is given the pixels as they are; "" if nothing tells.
func (n *onnxNetwork) takesBytes() string {
	if n.input.whole {
		return "the network's input is bytes"
	}
	if raw := (&kerasNetwork{wiring: n.wiring}).takesBytes(); raw != "" {
		return fmt.Sprintf("the network begins with %s, which scales the pixels itself", raw)
	}
	return ""
}

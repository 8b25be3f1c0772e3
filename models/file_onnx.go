package models

import (
	"fmt"
	"io"
	"maps"
	"slices"

	"digits/data"
	"digits/graph"
	"digits/models/onnx"
	"digits/models/weights"
)

// onnxNodes are the activations as nodes of ONNX.
var onnxNodes = map[graph.Activation][]onnx.Node{
	graph.Linear:  nil,
	graph.ReLU:    {{Op: "Relu"}},
	graph.Sigmoid: {{Op: "Sigmoid"}},
	graph.Softmax: {softmaxNode},
	graph.Tanh:    {{Op: "Tanh"}},
}

var softmaxNode = onnx.Node{Op: "Softmax", Ints: map[string]int{"axis": -1}}

// writeONNX writes the network with its own input, scaled floats, and its own
// output; raw, with bytes as the input and with probabilities as the output.
func (m *Model) writeONNX(w io.Writer, raw bool) error {
	g := onnx.Graph{
		Input:  onnx.Value{Name: "x", Shape: m.Input},
		Output: onnx.Value{Name: "probabilities", Shape: []int{m.Classes}},
	}
	if raw {
		g.Input.Name, g.Input.Type = "pixels", onnx.Uint8
		g.Nodes = scaleNodes(m.Scale)
	}
	layers, err := m.onnxLayers()
	if err != nil {
		return err
	}
	g.Nodes = append(g.Nodes, layers...)
	if m.Logits() {
		if raw {
			g.Nodes = append(g.Nodes, softmaxNode)
		} else {
			g.Output.Name = "logits"
		}
	}
	return onnx.Write(w, g)
}

// scaleNodes are data.Scale, up to rounding.
func scaleNodes(s data.Scale) []onnx.Node {
	if s == data.Signed {
		return onnx.Scale(2./255, -1)
	}
	return onnx.Scale(1./255, 0)
}

func (m *Model) onnxLayers() (nodes []onnx.Node, err error) {
	parts, err := m.dense()
	if err != nil {
		return nil, err
	}
	for i, layer := range m.Layers {
		switch l := layer.(type) {
		case graph.Dropout: // does nothing here
		case graph.Flatten:
			nodes = append(nodes, onnx.Node{Op: "Flatten"})
		case graph.Dense:
			d := parts[0]
			parts = parts[1:]
			constants := []weights.Array{d.kernel}
			if d.bias != nil {
				constants = append(constants, *d.bias)
			}
			activation, err := onnxActivation(orLinear(l.Activation))
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, onnx.Node{Op: "Gemm", Constants: constants})
			nodes = append(nodes, activation...)
		case graph.Activation:
			activation, err := onnxActivation(l)
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, activation...)
		default:
			return nil, fmt.Errorf("models: layer %d: a %s has no form in ONNX here: only Dense, Dropout, Flatten and activations have", i, graph.Kind(layer))
		}
	}
	return nodes, nil
}

func onnxActivation(a graph.Activation) ([]onnx.Node, error) {
	nodes, ok := onnxNodes[a]
	if ok {
		return nodes, nil
	}
	var known []string
	for k := range maps.Keys(onnxNodes) {
		known = append(known, k.Name())
	}
	slices.Sort(known)
	return nil, fmt.Errorf("models: activation %q has no form in ONNX here, want one of %v", a.Name(), known)
}

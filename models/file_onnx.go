package models

import (
	"fmt"
	"io"

	"digits/data"
	"digits/graph"
	"digits/models/onnx"
	"digits/models/weights"
)

// onnxNodes returns an activation as nodes of ONNX, nil if it has no form there.
// Names of what is read twice begin with the prefix.
func onnxNodes(a graph.Activation, prefix string) []onnx.Node {
	numbers := map[string]float32{}
	for _, s := range graph.Settings(a) {
		numbers[s.Name] = float32(s.Value)
	}
	with := func(op string, floats map[string]float32) []onnx.Node { return []onnx.Node{{Op: op, Floats: floats}} }
	// pair is an operator of x and of what nodes make of x.
	pair := func(op string, nodes ...onnx.Node) []onnx.Node {
		nodes[len(nodes)-1].Output = prefix + "/f"
		all := append([]onnx.Node{{Op: "Identity", Output: prefix + "/x"}}, nodes...)
		return append(all, onnx.Node{Op: op, Inputs: []string{prefix + "/x", prefix + "/f"}})
	}
	between := func(lo, hi float32) onnx.Node {
		return onnx.Node{Op: "Clip", Constants: []weights.Array{
			{Name: prefix + "/min", Values: []float32{lo}}, {Name: prefix + "/max", Values: []float32{hi}},
		}}
	}
	if plain, ok := onnxPlain[a.Name()]; ok && (a.Name() != "relu" || len(numbers) == 0) {
		return []onnx.Node{plain}
	}
	switch a.Name() {
	case "elu", "celu":
		return with(map[string]string{"elu": "Elu", "celu": "Celu"}[a.Name()], map[string]float32{"alpha": numbers["alpha"]})
	case "leaky_relu":
		return with("LeakyRelu", map[string]float32{"alpha": numbers["negative_slope"]})
	case "thresholded_relu":
		return with("ThresholdedRelu", map[string]float32{"alpha": numbers["theta"]})
	case "gelu":
		approximate := "none"
		if numbers["approximate"] != 0 {
			approximate = "tanh"
		}
		return []onnx.Node{{Op: "Gelu", Strings: map[string]string{"approximate": approximate}}}
	case "hard_sigmoid":
		return with("HardSigmoid", map[string]float32{"alpha": 1. / 6, "beta": 0.5})
	case "hard_sigmoid_keras2":
		return with("HardSigmoid", map[string]float32{"alpha": 0.2, "beta": 0.5})
	case "sparse_sigmoid":
		return with("HardSigmoid", map[string]float32{"alpha": 0.5, "beta": 0.5})
	case "relu6":
		return []onnx.Node{between(0, 6)}
	case "hard_tanh":
		return []onnx.Node{between(-1, 1)}
	case "silu":
		return pair("Mul", onnx.Node{Op: "Sigmoid"})
	case "tanh_shrink":
		return pair("Sub", onnx.Node{Op: "Tanh"})
	case "soft_shrink":
		return pair("Sub", between(-numbers["threshold"], numbers["threshold"]))
	case "log_sigmoid":
		return []onnx.Node{{Op: "Neg"}, {Op: "Softplus"}, {Op: "Neg"}}
	}
	return nil
}

// onnxPlain are the activations that ONNX has as an operator without attributes.
var onnxPlain = map[string]onnx.Node{
	"linear": {Op: "Identity"}, "relu": {Op: "Relu"}, "sigmoid": {Op: "Sigmoid"}, "tanh": {Op: "Tanh"}, "softmax": softmaxNode,
	"log_softmax": {Op: "LogSoftmax", Ints: map[string]int{"axis": -1}}, "selu": {Op: "Selu"}, "softplus": {Op: "Softplus"},
	"softsign": {Op: "Softsign"}, "exponential": {Op: "Exp"}, "mish": {Op: "Mish"}, "hard_silu": {Op: "HardSwish"},
}

var softmaxNode = onnx.Node{Op: "Softmax", Ints: map[string]int{"axis": -1}}

// writeONNX writes the network with its own input, scaled floats, and its own
// output; raw, with bytes as the input and with probabilities as the output.
func (m *Model) writeONNX(w io.Writer, raw bool) error {
	g := onnx.Graph{
		Input:  onnx.Value{Name: "x", Shape: m.Input},
		Output: onnx.Value{Name: "probabilities", Shape: []int{m.Outputs()}},
	}
	if m.Classes < 2 {
		g.Output.Name = "outputs"
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
	if m.Classes > 1 && m.Logits() {
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
			activation, err := onnxActivation(orLinear(l.Activation), i)
			if err != nil {
				return nil, err
			}
			nodes = append(nodes, onnx.Node{Op: "Gemm", Constants: constants})
			nodes = append(nodes, activation...)
		case graph.Activation:
			activation, err := onnxActivation(l, i)
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

func onnxActivation(a graph.Activation, layer int) ([]onnx.Node, error) {
	if a == graph.Linear {
		return nil, nil
	}
	if _, err := graph.ConfigOf(a); err != nil {
		return nil, fmt.Errorf("models: %w: it has no form in ONNX: save as .safetensors", err)
	}
	if nodes := onnxNodes(a, fmt.Sprintf("layer%d", layer)); nodes != nil {
		return nodes, nil
	}
	return nil, fmt.Errorf("models: activation %q has no form in ONNX here: save as .safetensors", graph.ActivationText(a))
}

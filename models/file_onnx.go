package models

import (
	"fmt"
	"io"

	"digits/data"
	"digits/graph"
	"digits/graph/portable"
	"digits/models/dtype"
	"digits/models/onnx"
	"digits/models/weights"
)

// writeONNX writes what the network computes in inference, operation by operation, with
// its own input, scaled floats, and its own output; raw, with bytes as the input and with
// probabilities as the output. What else the model knows is metadata.
func (m *Model) writeONNX(w io.Writer, raw bool) error {
	file, err := m.onnx(raw)
	if err != nil {
		return err
	}
	return onnx.Write(w, file)
}

// onnxInput is what the network takes: scaled floats.
const onnxInput = "x"

func (m *Model) onnx(raw bool) (*onnx.Model, error) {
	net, output := m.Net(), "outputs"
	switch {
	case m.Classes > 1 && m.Logits() && raw:
		net, output = m.Probabilities(), "probabilities"
	case m.Classes > 1 && m.Logits():
		output = "logits"
	case m.Classes > 1:
		output = "probabilities"
	}
	meta, err := m.facts()
	if err != nil {
		return nil, err
	}
	g, err := graph.Export(net, m.Params, portable.Value{Name: onnxInput, Shape: m.Input}, output)
	if err != nil {
		return nil, fmt.Errorf("models: %w", err)
	}
	file := &onnx.Model{
		Producer: "digits", Name: "digits", Constants: map[string]weights.Array{}, Metadata: meta,
		Inputs:  []onnx.Tensor{{Name: g.Input.Name, Type: onnx.Float32, Shape: g.Input.Shape}},
		Outputs: []onnx.Tensor{{Name: g.Output.Name, Type: onnx.Float32, Shape: g.Output.Shape}},
	}
	if raw {
		file.Inputs[0].Name, file.Inputs[0].Type, file.Metadata[metaScale] = "pixels", onnx.Uint8, data.Raw.String()
		delete(file.Metadata, metaGuessed)
		scaled := scaling(m.Scale, portable.Value{Name: "pixels", Shape: g.Input.Shape})
		addPortable(file, scaled)
	}
	addPortable(file, g)
	return file, nil
}

// scaling is data.Scale, up to rounding: ONNX's arithmetic has no broadcast between
// types.
func scaling(s data.Scale, pixels portable.Value) *portable.Graph {
	t := portable.NewTrace(pixels)
	t.Layer = "scale"
	offset := float64(s.Value(0))
	factor := (float64(s.Value(255)) - offset) / 255
	x := t.Apply("Cast", portable.Settings{"to": int(onnx.Float32)}, pixels)
	if factor != 1 {
		x = t.Apply("Mul", nil, x, t.Number(factor))
	}
	if offset != 0 {
		x = t.Apply("Add", nil, x, t.Number(offset))
	}
	return t.Finish(x, onnxInput)
}

// addPortable appends a graph's operators and constants.
func addPortable(file *onnx.Model, g *portable.Graph) {
	for _, o := range g.Operators {
		node := onnx.Operator{Name: o.Name, Op: o.Op, Inputs: o.Inputs, Outputs: o.Outputs}
		for name, v := range o.Settings {
			if node.Attributes == nil {
				node.Attributes = map[string]onnx.Attribute{}
			}
			node.Attributes[name] = attribute(v)
		}
		file.Nodes = append(file.Nodes, node)
	}
	for _, c := range g.Constants {
		a := weights.Array{Name: c.Name, Shape: c.Shape, Values: c.Floats}
		if c.Ints != nil {
			a.Type, a.Values = dtype.Int64, make([]float32, len(c.Ints))
			for i, n := range c.Ints {
				a.Values[i] = float32(n)
			}
		}
		file.Constants[c.Name] = a
	}
}

// attribute is a setting of portable's types.
func attribute(v any) onnx.Attribute {
	switch v := v.(type) {
	case int:
		return onnx.Attribute{Kind: onnx.IntAttribute, Int: v}
	case []int:
		return onnx.Attribute{Kind: onnx.IntsAttribute, Ints: v}
	case float64:
		return onnx.Attribute{Kind: onnx.FloatAttribute, Float: float32(v)}
	case string:
		return onnx.Attribute{Kind: onnx.TextAttribute, Text: v}
	}
	return onnx.Attribute{}
}

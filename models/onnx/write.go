package onnx

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"unicode/utf8"

	"digits/models/dtype"
	"digits/models/seal"
	"digits/models/weights"
)

// batch is the name of the first dimension of input and output, whose size is
// left open.
const batch = "batch"

// Write writes a model in float32, of operator set 17 or the first later one
// that has all its operators, with a seal among its metadata. The same graph gives the
// same bytes. It is an error if a node reads what no node before it writes, if a name stands twice,
// and if an operator is unknown; shapes are not checked.
func Write(w io.Writer, g Graph) error {
	opset, ir, err := versions(g.Nodes)
	if err != nil {
		return err
	}
	graph, err := g.message()
	if err != nil {
		return err
	}
	if len(graph) > math.MaxInt32-1000 {
		return fmt.Errorf("onnx: got a model of %d bytes, want less than 2 GiB, which protocol buffers hold", len(graph))
	}
	// ModelProto: ir_version 1, producer_name 2, graph 7, opset_import 8, metadata_props
	// 14, of which a StringStringEntryProto has the key 1 and the value 2.
	model := message(nil).number(1, ir).text(2, "digits").message(7, graph)
	model = model.message(8, message(nil).text(1, "").number(2, opset)) // OperatorSetIdProto: domain 1, version 2
	err = seal.Write(w, func(w io.Writer, sum string) error {
		_, err := w.Write(slices.Concat(model, message(nil).message(14, message(nil).text(1, seal.Name).text(2, sum))))
		return err
	})
	if err != nil {
		return fmt.Errorf("onnx: write: %w", err)
	}
	return nil
}

// message makes the GraphProto: node 1, name 2, initializer 5, input 11,
// output 12.
func (g Graph) message() (message, error) {
	nodes, err := g.resolve()
	if err != nil {
		return nil, err
	}
	var m message
	for _, n := range nodes {
		m = m.message(1, n.message())
	}
	if g.Name == "" {
		g.Name = "digits"
	}
	m = m.text(2, g.Name)
	for _, n := range nodes {
		for _, a := range n.Constants {
			m = m.message(5, tensor(a))
		}
	}
	return m.message(11, g.Input.message()).message(12, g.Output.message()), nil
}

// resolve names what the caller left unnamed, so that every node states its
// inputs and its output, and checks the names.
func (g Graph) resolve() ([]Node, error) {
	if len(g.Nodes) == 0 {
		return nil, fmt.Errorf("onnx: got no nodes, want at least one")
	}
	known := map[string]bool{}
	define := func(name string) error {
		if name == "" || known[name] || !utf8.ValidString(name) {
			return fmt.Errorf("onnx: got the name %q, want a text that is not empty and each once", name)
		}
		known[name] = true
		return nil
	}
	if err := define(g.Input.Name); err != nil {
		return nil, err
	}
	before := g.Input.Name
	nodes := make([]Node, len(g.Nodes))
	for i, n := range g.Nodes {
		if len(n.Inputs) == 0 {
			n.Inputs = []string{before}
		}
		for _, name := range n.Inputs {
			if !known[name] {
				return nil, fmt.Errorf("onnx: node %d, %s: got the input %q, want the output of a node before", i, n.Op, name)
			}
		}
		if n.Output == "" {
			n.Output = n.Op + "_" + strconv.Itoa(i)
		}
		if i == len(g.Nodes)-1 {
			n.Output = g.Output.Name
		}
		for _, a := range n.Constants {
			if err := a.Check(); err != nil {
				return nil, fmt.Errorf("onnx: node %d, %s: %w", i, n.Op, err)
			}
			if err := define(a.Name); err != nil {
				return nil, err
			}
		}
		if err := define(n.Output); err != nil {
			return nil, err
		}
		before, nodes[i] = n.Output, n
	}
	return nodes, nil
}

// message makes the NodeProto: input 1, output 2, op_type 4, attribute 5.
func (n Node) message() message {
	m := message(nil).texts(1, n.Inputs)
	for _, a := range n.Constants {
		m = m.text(1, a.Name)
	}
	return m.text(2, n.Output).text(4, n.Op).attributes(5, n)
}

// tensor makes the TensorProto: dims 1, data_type 2, name 8, raw_data 9.
func tensor(a weights.Array) message {
	var m message
	for _, d := range a.Shape {
		m = m.number(1, d)
	}
	data := dtype.Encode(make([]byte, 0, 4*len(a.Values)), a.Values)
	return m.number(2, int(Float32)).text(8, a.Name).message(9, data)
}

// message makes the ValueInfoProto: name 1, type 2; TypeProto: tensor_type 1;
// Tensor: elem_type 1, shape 2; TensorShapeProto: dim 1; Dimension: dim_value
// 1, dim_param 2.
func (v Value) message() message {
	if v.Type == 0 {
		v.Type = Float32
	}
	shape := message(nil).message(1, message(nil).text(2, batch))
	for _, d := range v.Shape {
		shape = shape.message(1, message(nil).number(1, d))
	}
	tensor := message(nil).number(1, int(v.Type)).message(2, shape)
	return message(nil).text(1, v.Name).message(2, message(nil).message(1, tensor))
}

package onnx

import (
	"encoding/binary"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"unicode/utf8"

	"digits/internal/protobuf"
	"digits/models/dtype"
	"digits/models/seal"
	"digits/models/weights"
)

type message = protobuf.Message

// batch is the name of a size that is left open: in what Write writes, the number of
// examples.
const batch = "batch"

// Write writes a model in float32, of operator set 17 or the first later one that has
// all its operators: Opset, and what is not written here (Domains, Functions), are not
// looked at. It has a seal among its metadata. The same model gives the same bytes. It is an error if a node reads what no
// node before it writes, if a name stands twice, and if an operator is unknown; shapes
// are not checked.
func Write(w io.Writer, m *Model) error {
	opset, ir, err := versions(m.Nodes)
	if err != nil {
		return err
	}
	if err := m.writable(); err != nil {
		return fmt.Errorf("onnx: %w", err)
	}
	graph, err := m.graph()
	if err != nil {
		return err
	}
	if len(graph) > math.MaxInt32-1<<20 {
		return fmt.Errorf("onnx: got a model of %d bytes, want less than 2 GiB, which protocol buffers hold", len(graph))
	}
	// ModelProto: ir_version 1, producer_name 2, graph 7, opset_import 8, metadata_props
	// 14, of which a StringStringEntryProto has the key 1 and the value 2.
	model := message(nil).Integer(1, ir).Text(2, m.Producer).Bytes(7, graph)
	model = model.Bytes(8, message(nil).Text(1, "").Integer(2, opset)) // OperatorSetIdProto: domain 1, version 2
	for _, key := range slices.Sorted(maps.Keys(m.Metadata)) {
		if key != seal.Name {
			model = model.Bytes(14, message(nil).Text(1, key).Text(2, m.Metadata[key]))
		}
	}
	err = seal.Write(w, func(w io.Writer, sum string) error {
		_, err := w.Write(slices.Concat(model, message(nil).Bytes(14, message(nil).Text(1, seal.Name).Text(2, sum))))
		return err
	})
	if err != nil {
		return fmt.Errorf("onnx: write: %w", err)
	}
	return nil
}

// writable reports a model that cannot be written, or could not run.
func (m *Model) writable() error {
	if len(m.Nodes) == 0 {
		return fmt.Errorf("got no nodes, want at least one")
	}
	for _, t := range slices.Concat(m.Inputs, m.Outputs) {
		if t.Name == "" || !utf8.ValidString(t.Name) {
			return fmt.Errorf("got the input or output %q, want a name in UTF-8", t.Name)
		}
	}
	for _, o := range m.Nodes {
		for _, name := range slices.Concat(o.Outputs, []string{o.Name}) {
			if !utf8.ValidString(name) {
				return fmt.Errorf("node %q, %s: want names in UTF-8", name, o.Op)
			}
		}
	}
	for name, a := range m.Constants {
		if err := a.Check(); err != nil {
			return err
		}
		if name == "" || a.Name != name || !utf8.ValidString(name) {
			return fmt.Errorf("got the constant %q as %q, want one name in UTF-8", a.Name, name)
		}
	}
	return m.check()
}

// graph makes the GraphProto: node 1, name 2, initializer 5, input 11, output 12.
func (m *Model) graph() (g message, err error) {
	var used []string // constants, in the order of their use
	seen := map[string]bool{}
	for _, o := range m.Nodes {
		n, err := o.message()
		if err != nil {
			return nil, err
		}
		g = g.Bytes(1, n)
		for _, name := range o.Inputs {
			if _, ok := m.Constants[name]; ok && !seen[name] {
				used, seen[name] = append(used, name), true
			}
		}
	}
	g = g.Text(2, m.Name)
	for _, name := range slices.Sorted(maps.Keys(m.Constants)) {
		if !seen[name] {
			used = append(used, name)
		}
	}
	for _, name := range used {
		t, err := tensor(m.Constants[name])
		if err != nil {
			return nil, err
		}
		g = g.Bytes(5, t)
	}
	for _, t := range m.Inputs {
		g = g.Bytes(11, t.message())
	}
	for _, t := range m.Outputs {
		g = g.Bytes(12, t.message())
	}
	return g, nil
}

// message makes the NodeProto: input 1, output 2, name 3, op_type 4, attribute 5.
func (o Operator) message() (message, error) {
	m := message(nil).Texts(1, o.Inputs).Texts(2, o.Outputs)
	if o.Name != "" {
		m = m.Text(3, o.Name)
	}
	m = m.Text(4, o.Op)
	for _, name := range slices.Sorted(maps.Keys(o.Attributes)) { // as ONNX's own helper has them
		a, err := o.Attributes[name].message(name)
		if err != nil {
			return nil, fmt.Errorf("onnx: %s: attribute %s: %w", o.Op, name, err)
		}
		m = m.Bytes(5, a)
	}
	return m, nil
}

// message makes the AttributeProto: name 1, f 2, i 3, s 4, ints 8, type 20.
func (a Attribute) message(name string) (message, error) {
	m := message(nil).Text(1, name)
	switch a.Kind {
	case FloatAttribute:
		m = m.Float(2, a.Float)
	case IntAttribute:
		m = m.Integer(3, a.Int)
	case TextAttribute:
		m = m.Text(4, a.Text)
	case IntsAttribute:
		m = m.Integers(8, a.Ints)
	default:
		return nil, fmt.Errorf("is of kind %d, want a number, whole numbers or a text", a.Kind)
	}
	return m.Integer(20, int(a.Kind)), nil
}

// tensor makes the TensorProto: dims 1, data_type 2, name 8, raw_data 9.
func tensor(a weights.Array) (message, error) {
	m := message(nil).Integers(1, a.Shape)
	switch a.SavedType() {
	case dtype.Float32:
		return m.Integer(2, int(Float32)).Text(8, a.Name).Bytes(9, dtype.Encode(make([]byte, 0, 4*len(a.Values)), a.Values)), nil
	case dtype.Int64:
		var data []byte
		for _, v := range a.Values {
			data = binary.LittleEndian.AppendUint64(data, uint64(int64(v)))
		}
		return m.Integer(2, int(Int64)).Text(8, a.Name).Bytes(9, data), nil
	}
	return nil, fmt.Errorf("onnx: %s: got values of %s, want float32 or int64", a.Name, a.SavedType())
}

// message makes the ValueInfoProto: name 1, type 2; TypeProto: tensor_type 1;
// Tensor: elem_type 1, shape 2; TensorShapeProto: dim 1; Dimension: dim_value
// 1, dim_param 2.
func (t Tensor) message() message {
	var shape message
	for _, d := range t.Shape {
		dim := message(nil).Text(2, batch)
		if d >= 0 {
			dim = message(nil).Integer(1, d)
		}
		shape = shape.Bytes(1, dim)
	}
	tensor := message(nil).Integer(1, int(t.Type)).Bytes(2, shape)
	return message(nil).Text(1, t.Name).Bytes(2, message(nil).Bytes(1, tensor))
}

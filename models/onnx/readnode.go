package onnx

import (
	"fmt"
	"strings"
	"unicode"

	"digits/models/weights"
)

// node reads a NodeProto: input 1, output 2, name 3, op_type 4, attribute 5,
// domain 7.
func (d *decoder) node(m *Model, data []byte) error {
	o := Operator{}
	err := d.fields(data, "a node", func(f field) error {
		switch f.number {
		case 1:
			o.Inputs = append(o.Inputs, f.text())
		case 2:
			o.Outputs = append(o.Outputs, f.text())
		case 3:
			o.Name = f.text()
		case 4:
			o.Op = f.text()
		case 5:
			if o.Attributes == nil {
				o.Attributes = map[string]Attribute{}
			}
			if err := d.attribute(o.Attributes, f.bytes); err != nil {
				return err
			}
		case 7:
			if o.Domain = f.text(); o.Domain == "ai.onnx" {
				o.Domain = ""
			}
		}
		return d.take(1)
	})
	if err != nil {
		return err
	}
	if strings.ContainsFunc(o.Op+o.Domain, func(r rune) bool { return !unicode.IsPrint(r) }) {
		return fmt.Errorf("%w: got the operator %.60q", ErrFormat, o.Domain+"."+o.Op)
	}
	if o.Op == "Constant" && o.Domain == "" {
		return m.constant(o)
	}
	m.Nodes = append(m.Nodes, o)
	return nil
}

// constant notes what a Constant node makes.
func (m *Model) constant(o Operator) error {
	if len(o.Outputs) != 1 || len(o.Attributes) != 1 {
		return fmt.Errorf("%w: got a Constant of %d outputs and %d values, want one of each", ErrFormat, len(o.Outputs), len(o.Attributes))
	}
	a := weights.Array{Shape: []int{}}
	for name, v := range o.Attributes {
		switch v.Kind {
		case FloatAttribute:
			a.Values = []float32{v.Float}
		case IntAttribute:
			a.Values, a.Type = []float32{float32(v.Int)}, elementTypes[7]
		case FloatsAttribute:
			a.Values, a.Shape = v.Floats, []int{len(v.Floats)}
		case IntsAttribute:
			a.Values, a.Shape, a.Type = make([]float32, len(v.Ints)), []int{len(v.Ints)}, elementTypes[7]
			for i, n := range v.Ints {
				a.Values[i] = float32(n)
			}
		case TensorAttribute:
			a = *v.Tensor
		default:
			return fmt.Errorf("got the constant %.100q as %.60s, want numbers: export the network without it", o.Outputs[0], name)
		}
	}
	a.Name = o.Outputs[0]
	return m.define(a)
}

// attribute reads an AttributeProto: name 1, f 2, i 3, s 4, t 5, floats 7, ints
// 8, strings 9, type 20. A file of before the type was there has it by its
// field.
func (d *decoder) attribute(into map[string]Attribute, data []byte) error {
	const where = "an attribute"
	name, a, said := "", Attribute{}, AttributeKind(0)
	err := d.fields(data, where, func(f field) (err error) {
		switch f.number {
		case 1:
			name = f.text()
		case 2:
			a.Kind, a.Float = FloatAttribute, f.float()
		case 3:
			a.Kind, a.Int = IntAttribute, int(int64(f.value))
		case 4:
			a.Kind, a.Text = TextAttribute, f.text()
		case 5:
			var t weights.Array
			t, err = d.tensor(f.bytes, "a constant")
			a.Kind, a.Tensor = TensorAttribute, &t
		case 6:
			a.Kind = GraphAttribute
		case 7:
			a.Kind = FloatsAttribute
			err = f.floats(where, func(v float32) error { a.Floats = append(a.Floats, v); return d.take(1) })
		case 8:
			a.Kind = IntsAttribute
			err = f.numbers(where, func(v uint64) error { a.Ints = append(a.Ints, int(int64(v))); return d.take(1) })
		case 9:
			a.Kind = TextsAttribute
			a.Texts = append(a.Texts, f.text())
		case 20:
			said = AttributeKind(f.value)
		}
		if err == nil {
			err = d.take(1)
		}
		return err
	})
	if err != nil {
		return err
	}
	if said != 0 { // an empty list, and a 0, need not be there
		a.Kind = said
	}
	if a.Kind == TensorAttribute && a.Tensor == nil {
		return fmt.Errorf("%w: attribute %.100q is a tensor that is not there", ErrFormat, name)
	}
	if _, ok := into[name]; ok {
		return fmt.Errorf("%w: got the attribute %.100q twice", ErrFormat, name)
	}
	into[name] = a
	return d.take(largeItem)
}

package onnx

import (
	"fmt"
	"math"
	"slices"

	"digits/models/weights"
)

// graph reads a GraphProto: node 1, name 2, initializer 5, input 11, output
// 12, sparse_initializer 15.
func (d *decoder) graph(m *Model, data []byte) error {
	err := d.fields(data, "the graph", func(f field) error {
		if err := d.take(largeItem); err != nil {
			return err
		}
		switch f.number {
		case 1:
			return d.node(m, f.bytes)
		case 2:
			m.Name = f.text()
		case 5:
			a, err := d.tensor(f.bytes, "a constant")
			if err == nil {
				err = m.define(a)
			}
			return err
		case 11, 12:
			t, err := d.value(f.bytes)
			if f.number == 11 {
				m.Inputs = append(m.Inputs, t)
			} else {
				m.Outputs = append(m.Outputs, t)
			}
			return err
		case 15:
			return fmt.Errorf("got a constant that is sparse, want plain values: export the network without it")
		}
		return nil
	})
	m.Inputs = slices.DeleteFunc(m.Inputs, func(t Tensor) bool { // before version 4 of the format, constants are inputs too
		_, constant := m.Constants[t.Name]
		return constant
	})
	return err
}

func (m *Model) define(a weights.Array) error {
	if _, ok := m.Constants[a.Name]; ok || a.Name == "" {
		return fmt.Errorf("%w: got the constant %.100q twice, or without a name", ErrFormat, a.Name)
	}
	m.Constants[a.Name] = a
	return nil
}

// value reads a ValueInfoProto: name 1, type 2; of a TypeProto the tensor_type
// 1, and of that the elem_type 1 and the shape 2.
func (d *decoder) value(data []byte) (t Tensor, err error) {
	const where = "an input or output"
	err = d.fields(data, where, func(f field) error {
		switch f.number {
		case 1:
			t.Name = f.text()
		case 2:
			return d.fields(f.bytes, where, func(f field) error {
				if f.number != 1 {
					return nil
				}
				return d.fields(f.bytes, where, func(f field) (err error) {
					switch f.number {
					case 1:
						t.Type = Type(min(f.value, math.MaxInt32))
					case 2:
						t.Shape, err = d.shape(f.bytes, where)
					}
					return err
				})
			})
		}
		return nil
	})
	return t, err
}

// shape reads a TensorShapeProto: dim 1, of which dim_value is 1.
func (d *decoder) shape(data []byte, where string) ([]int, error) {
	shape := []int{}
	err := d.fields(data, where, func(f field) error {
		if f.number != 1 {
			return nil
		}
		size := -1
		err := d.fields(f.bytes, where, func(f field) error {
			if f.number == 1 && f.value <= math.MaxInt32 {
				size = int(f.value)
			}
			return nil
		})
		if len(shape) == maxRank {
			return fmt.Errorf("%w: %s: got more than %d dimensions", ErrFormat, where, maxRank)
		}
		shape = append(shape, size)
		if err == nil {
			err = d.take(1)
		}
		return err
	})
	return shape, err
}

package graph

import (
	"iter"
	"slices"

	"github.com/pkg/errors"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// ErrParam is the cause of errors about a parameter's name or shape.
var ErrParam = errors.New("parameters do not fit the network")

// Params are the parameters of a network by name ("dense/kernel",
// "dense/bias", "dense_1/kernel" …), and its state ("batch_normalization/moving_mean"),
// in the order in which its layers ask for them. The tensors are float32 and
// row-major; programs share their memory.
type Params struct {
	names  []string
	values map[string]*tensor.Dense
	states map[string]bool
}

// Names returns the names in order.
func (p *Params) Names() []string { return slices.Clone(p.names) }

// Get returns the tensor of that name, nil if there is none. Writing into it
// changes the network.
func (p *Params) Get(name string) *tensor.Dense { return p.values[name] }

// All ranges over names and tensors in order.
func (p *Params) All() iter.Seq2[string, *tensor.Dense] {
	return func(yield func(string, *tensor.Dense) bool) {
		for _, name := range p.names {
			if !yield(name, p.values[name]) {
				return
			}
		}
	}
}

// IsState reports whether that is the name of state, which no optimizer trains.
func (p *Params) IsState(name string) bool { return p.states[name] }

func (p *Params) setState(name string, state bool) {
	if !state {
		return
	}
	if p.states == nil {
		p.states = map[string]bool{}
	}
	p.states[name] = true
}

// Count returns the number of weights in all parameters and state.
func (p *Params) Count() int {
	n := 0
	for _, t := range p.values {
		n += t.DataSize()
	}
	return n
}

// Set copies values, row-major, into the parameter of that name.
func (p *Params) Set(name string, shape []int, values []float32) error {
	t := p.values[name]
	if t == nil {
		return errors.Wrapf(ErrParam, "graph: got %q, have %v", name, p.names)
	}
	if !slices.Equal(t.Shape(), shape) || t.DataSize() != len(values) {
		return errors.Wrapf(ErrParam, "graph: %s: got shape %v with %d values, want %v", name, shape, len(values), t.Shape())
	}
	copy(t.Float32s(), values)
	return nil
}

// Add makes a parameter of that name and shape with a copy of the values.
func (p *Params) Add(name string, shape []int, values []float32) error {
	if p.values[name] != nil {
		return errors.Errorf("graph: %s: got the parameter twice", name)
	}
	if len(shape) == 0 || slices.Min(shape) < 1 || tensor.Shape(shape).TotalSize() != len(values) {
		return errors.Wrapf(ErrParam, "graph: %s: got shape %v with %d values", name, shape, len(values))
	}
	copy(p.add(name, tensor.Float32, shape).Float32s(), values)
	return nil
}

// Clone returns a copy that shares no memory.
func (p *Params) Clone() *Params {
	c := &Params{}
	for name, t := range p.All() {
		copy(c.add(name, tensor.Float32, t.Shape()).Float32s(), t.Float32s())
		c.setState(name, p.states[name])
	}
	return c
}

// float64s returns a copy in float64.
func (p *Params) float64s() *Params {
	c := &Params{}
	for name, t := range p.All() {
		w := c.add(name, tensor.Float64, t.Shape()).Float64s()
		for i, v := range t.Float32s() {
			w[i] = float64(v)
		}
		c.setState(name, p.states[name])
	}
	return c
}

// add makes a parameter of zeros.
func (p *Params) add(name string, of tensor.Dtype, shape tensor.Shape) *tensor.Dense {
	if p.values == nil {
		p.values = make(map[string]*tensor.Dense)
	}
	var backing any = kernel.Aligned[float32](shape.TotalSize())
	if of == tensor.Float64 {
		backing = kernel.Aligned[float64](shape.TotalSize())
	}
	t := tensor.New(tensor.WithShape(shape.Clone()...), tensor.WithBacking(backing))
	p.names = append(p.names, name)
	p.values[name] = t
	return t
}

// view returns a tensor over the same memory: gorgonia may alter the header of
// a tensor that it works on (MatMul transposes it for a moment), so no two
// programs get the same one.
func view(t *tensor.Dense) *tensor.Dense {
	return tensor.New(tensor.WithShape(t.Shape().Clone()...), tensor.WithBacking(t.Data()))
}

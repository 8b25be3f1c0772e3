// Package op holds gorgonia operations of our own, with symbolic gradients:
// dense layers, also by a transposed kernel, normalizations, dropout and noise,
// softmax and its cross-entropies, penalties, what joins, cuts and turns tensors,
// and right forms of what gorgonia has wrong. No gradient can be derived again:
// that is an error.
//
// Each constructor takes nodes and returns a node. The operations run in the
// type of their nodes, float32 by SIMD kernels and float64 for gradient
// checks, and own their output buffers: a step allocates next to nothing. That
// is why each call makes an operation of its own, with a hash of its own, so
// that gorgonia merges no two of them.
package op

import (
	"fmt"
	"hash"
	"hash/fnv"
	"slices"
	"sync/atomic"
	"unsafe"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// base answers what gorgonia asks of every operation and ours have in common.
type base struct {
	name  string
	arity int
	id    uint64
}

var count atomic.Uint64

func newBase(name string, arity int) base {
	return base{name: name, arity: arity, id: count.Add(1)}
}

func (b base) Arity() int            { return b.arity }
func (b base) ReturnsPtr() bool      { return true }
func (b base) CallsExtern() bool     { return false }
func (b base) OverwritesInput() int  { return -1 }
func (b base) String() string        { return b.name }
func (b base) WriteHash(h hash.Hash) { fmt.Fprintf(h, "digits/%s#%d", b.name, b.id) }

func (b base) Hashcode() uint32 {
	h := fnv.New32a()
	b.WriteHash(h)
	return h.Sum32()
}

func (b base) ownsOutput() {}

// DiffWRT says that every input has a gradient, so that gorgonia asks for it
// and is told that there is none.
func (b base) DiffWRT(inputs int) []bool { return slices.Repeat([]bool{true}, inputs) }

// SymDiff is what an operation has that gives no gradient: all those of the
// backward pass.
func (b base) SymDiff(gorgonia.Nodes, *gorgonia.Node, *gorgonia.Node) (gorgonia.Nodes, error) {
	return nil, errors.Errorf("op: no second derivative: %s has no gradient of its own", b.name)
}

// OwnsOutput reports whether the operation behind n keeps its result in a
// buffer that nothing else writes.
func OwnsOutput(n *gorgonia.Node) bool {
	_, ok := n.Op().(interface{ ownsOutput() })
	return ok
}

// a is the element type of an operation, which gorgonia infers from the nodes.
const a = hm.TypeVariable('a')

func matrix(of hm.Type) hm.Type { return gorgonia.TensorType{Dims: 2, Of: of} }
func vector(of hm.Type) hm.Type { return gorgonia.TensorType{Dims: 1, Of: of} }

// function is the type of an operation on inputs of so many axes, its result's
// last; 0 stands for a scalar.
func function(axes ...int) hm.Type {
	types := make([]hm.Type, len(axes))
	for i, n := range axes {
		types[i] = a
		if n > 0 {
			types[i] = gorgonia.TensorType{Dims: n, Of: a}
		}
	}
	return hm.NewFnType(types...)
}

// rank is one input's name and number of axes, for checking shapes.
type rank struct {
	input string
	axes  int
}

// shapes checks the ranks of an operation's inputs, which gorgonia's types do not.
func (b base) shapes(inputs []gorgonia.DimSizer, want ...rank) ([]tensor.Shape, error) {
	got, err := gorgonia.DimSizersToShapes(inputs)
	if err != nil {
		return nil, errors.Wrapf(err, "op: %s", b.name)
	}
	if len(got) != len(want) {
		return nil, errors.Errorf("op: %s: got %d inputs, want %d", b.name, len(got), len(want))
	}
	for i, w := range want {
		if got[i].Dims() != w.axes {
			return nil, errors.Errorf("op: %s: %s is %v, want %d axes", b.name, w.input, got[i], w.axes)
		}
	}
	return got, nil
}

// buffer is the output that an operation owns.
type buffer[T kernel.Float] struct {
	tensor *tensor.Dense
	data   []T
}

// of returns the buffer's elements, made anew only when the shape changes.
func (b *buffer[T]) of(shape ...int) []T {
	if b.tensor == nil || !b.tensor.Shape().Eq(tensor.Shape(shape)) {
		b.data = kernel.Aligned[T](tensor.Shape(shape).TotalSize())
		b.tensor = tensor.New(tensor.WithShape(append([]int(nil), shape...)...), tensor.WithBacking(b.data))
	}
	return b.data
}

// floats returns a value's elements in row-major order, without a copy unless
// the value is a view with strides of its own.
func floats[T kernel.Float](v gorgonia.Value) ([]T, error) {
	d, ok := v.(*tensor.Dense)
	if !ok {
		return nil, errors.Errorf("op: got a value of type %T, want a dense tensor", v)
	}
	if d.RequiresIterator() || !d.DataOrder().IsRowMajor() || d.DataOrder().IsTransposed() {
		d = d.Materialize().(*tensor.Dense)
	}
	var zero T
	if d.Dtype().Size() != unsafe.Sizeof(zero) {
		return nil, errors.Errorf("op: got elements of type %v, want %T", d.Dtype(), zero)
	}
	if len(d.Header.Raw) == 0 {
		return nil, nil
	}
	return unsafe.Slice((*T)(unsafe.Pointer(&d.Header.Raw[0])), d.DataSize()), nil
}

// read is floats of one input after the other.
func read[T kernel.Float](inputs []gorgonia.Value, into ...*[]T) (err error) {
	for i, x := range into {
		if *x, err = floats[T](inputs[i]); err != nil {
			return err
		}
	}
	return nil
}

func ints(v gorgonia.Value) ([]int32, error) {
	d, ok := v.(*tensor.Dense)
	if !ok || d.Dtype() != tensor.Int32 {
		return nil, errors.Errorf("op: labels are %T, want a dense tensor of int32", v)
	}
	return d.Int32s(), nil
}

// newScalar returns a gorgonia scalar and the address of its number.
func newScalar[T kernel.Float]() (gorgonia.Value, *T) {
	var zero T
	if unsafe.Sizeof(zero) == 4 {
		v := gorgonia.NewF32(0)
		return v, (*T)(unsafe.Pointer(v))
	}
	v := gorgonia.NewF64(0)
	return v, (*T)(unsafe.Pointer(v))
}

func scalar[T kernel.Float](v gorgonia.Value) (T, error) {
	switch x := v.(type) {
	case *gorgonia.F32:
		return T(*x), nil
	case *gorgonia.F64:
		return T(*x), nil
	case *tensor.Dense: // some of gorgonia's sums
		if one, err := floats[T](x); err == nil && len(one) == 1 {
			return one[0], nil
		}
	}
	return 0, errors.Errorf("op: got %T, want a scalar", v)
}

// typed picks the float32 or the float64 form of an operation by x's type.
func typed(x *gorgonia.Node, single, double func() gorgonia.Op) (gorgonia.Op, error) {
	switch x.Dtype() {
	case tensor.Float32:
		return single(), nil
	case tensor.Float64:
		return double(), nil
	}
	return nil, errors.Errorf("op: input is of type %v, want float32 or float64", x.Dtype())
}

// apply makes a node of the operation that typed picks.
func apply(single, double func() gorgonia.Op, inputs ...*gorgonia.Node) (*gorgonia.Node, error) {
	o, err := typed(inputs[0], single, double)
	if err != nil {
		return nil, err
	}
	return gorgonia.ApplyOp(o, inputs...)
}

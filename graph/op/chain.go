package op

import (
	"fmt"
	"slices"
	"sync"

	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/pointwise"
)

// Pointwise is an operation of a [Chain], by the name that gorgonia gives it: +, sqrt. Its
// operands are the chain's inputs, from 0, then the results of the operations before it.
type Pointwise struct {
	Name     string
	Operands []int
}

// MostPointwise is how many operations a chain has at most.
const MostPointwise = 12

// IsPointwise reports whether there is an operation of that name for so many operands.
func IsPointwise(name string, operands int) bool {
	switch operands {
	case 1:
		_, ok := unaries[name]
		return ok
	case 2:
		_, ok := binaries[name]
		return ok
	}
	return false
}

// Chain returns what the last of the operations gives, computed for blocks of elements
// that stay in the cache: no other result is written to memory. The inputs have the
// result's shape, or are scalars. It has no gradient: it takes the place of operations
// that have been derived.
func Chain(shape tensor.Shape, operations []Pointwise, inputs ...*gorgonia.Node) (*gorgonia.Node, error) {
	if len(operations) == 0 || len(operations) > MostPointwise {
		return nil, errors.Errorf("op: chain: got %d operations, want 1 to %d", len(operations), MostPointwise)
	}
	for i, o := range operations {
		if !IsPointwise(o.Name, len(o.Operands)) || slices.Max(o.Operands) >= len(inputs)+i || slices.Min(o.Operands) < 0 {
			return nil, errors.Errorf("op: chain: got the operation %s of %v", o.Name, o.Operands)
		}
	}
	for _, x := range inputs {
		if x.Dims() > 0 && !x.Shape().Eq(shape) {
			return nil, errors.Errorf("op: chain: got %v, want %v or a scalar", x.Shape(), shape)
		}
	}
	return apply(
		func() gorgonia.Op { return newChain[float32](shape, operations, inputs) },
		func() gorgonia.Op { return newChain[float64](shape, operations, inputs) },
		inputs...)
}

type chain[T kernel.Float] struct {
	base
	axes  []int // of the inputs, then of the result
	shape tensor.Shape
	y     buffer[T]
	value gorgonia.Value // of a scalar
	job   chainJob[T]
}

func newChain[T kernel.Float](shape tensor.Shape, operations []Pointwise, inputs gorgonia.Nodes) *chain[T] {
	c := &chain[T]{base: newBase(formula(operations, len(inputs)), len(inputs)), shape: shape.Clone()}
	for _, x := range inputs {
		c.axes = append(c.axes, x.Dims())
		c.job.scalars = append(c.job.scalars, nil)
		if x.Dims() == 0 {
			c.job.scalars[len(c.job.scalars)-1] = make([]T, chainBlock)
		}
	}
	c.axes = append(c.axes, shape.Dims())
	c.job.inputs = make([][]T, len(inputs))
	for _, o := range operations {
		s := chainStep[T]{operands: o.Operands}
		if len(o.Operands) == 2 {
			s.binary = binaries[o.Name]
		} else {
			s.unary = unaries[o.Name]
		}
		c.job.steps = append(c.job.steps, s)
	}
	if shape.Dims() == 0 {
		var y *T
		c.value, y = newScalar[T]()
		c.job.y = unsafeOne(y)
	}
	return c
}

// Type returns the inputs -> result.
func (c *chain[T]) Type() hm.Type { return function(c.axes...) }

// InferShape returns the shape that the chain was made for.
func (c *chain[T]) InferShape(...gorgonia.DimSizer) (tensor.Shape, error) {
	return c.shape.Clone(), nil
}

// Do computes the result.
func (c *chain[T]) Do(inputs ...gorgonia.Value) (_ gorgonia.Value, err error) {
	j := &c.job
	for i, v := range inputs {
		if block := j.scalars[i]; block != nil {
			s, err := scalar[T](v)
			if err != nil {
				return nil, err
			}
			for k := range block {
				block[k] = s
			}
		} else if j.inputs[i], err = floats[T](v); err != nil {
			return nil, err
		}
	}
	if c.value != nil {
		j.Run(0, 1)
		return c.value, nil
	}
	j.y = c.y.of(c.shape...)
	kernel.Parallel((len(j.y)+chainBlock-1)/chainBlock, 1+worthACore/chainBlock, j)
	return c.y.tensor, nil
}

// chainBlock is how many elements all operations are done for, one after another.
const chainBlock = pointwise.Block

// chainJob is a kernel.Job over blocks.
type chainJob[T kernel.Float] struct {
	steps   []chainStep[T]
	inputs  [][]T
	scalars [][]T // a block of the same number for an input that is a scalar, else nil
	y       []T
	scratch sync.Pool // a core's results but the last
}

// chainStep is an operation: one of the two is set.
type chainStep[T kernel.Float] struct {
	unary    unary
	binary   binary
	operands []int
}

// Run does blocks lo..hi-1.
func (j *chainJob[T]) Run(lo, hi int) {
	results, _ := j.scratch.Get().(*[MostPointwise][chainBlock]T)
	if results == nil {
		results = new([MostPointwise][chainBlock]T)
	}
	defer j.scratch.Put(results)
	for b := lo; b < hi; b++ {
		from, to := b*chainBlock, min((b+1)*chainBlock, len(j.y))
		for i, s := range j.steps {
			dst := results[i][:to-from]
			if i == len(j.steps)-1 {
				dst = j.y[from:to]
			}
			var operands [2][]T
			for k, o := range s.operands {
				switch {
				case o >= len(j.inputs):
					operands[k] = results[o-len(j.inputs)][:to-from]
				case j.scalars[o] != nil:
					operands[k] = j.scalars[o][:to-from]
				default:
					operands[k] = j.inputs[o][from:to]
				}
			}
			if len(s.operands) == 2 {
				doBinary(s.binary, dst, operands[0], operands[1])
			} else {
				doUnary(s.unary, dst, operands[0])
			}
		}
	}
}

// formula is what a chain computes, for drawings: sqrt(a⊙a + b).
func formula(operations []Pointwise, inputs int) string {
	var texts []string
	for i := range inputs {
		texts = append(texts, string(rune('a'+i%26)))
	}
	for _, o := range operations {
		if len(o.Operands) == 1 {
			texts = append(texts, fmt.Sprintf("%s(%s)", o.Name, texts[o.Operands[0]]))
			continue
		}
		texts = append(texts, fmt.Sprintf("(%s %s %s)", texts[o.Operands[0]], o.Name, texts[o.Operands[1]]))
	}
	return "chain " + texts[len(texts)-1]
}

package op

import (
	"github.com/chewxy/hm"
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/graph/portable"
)

// DenseConfig says how a dense layer runs.
type DenseConfig struct {
	ReLU  bool // max(0, ·) in the tail of the product
	Data  bool // x is data: its gradient is never built
	Whole bool // the background of data and the zeros of other x are not skipped, even where that pays

	// Images, if not nil, may hold what x is to be, with Rows, and then x is
	// written: the operation takes them out.
	Images *kernel.Images
}

// Dense returns x·w + b, then ReLU where asked: x is (batch, inputs), w is
// (inputs, units), b is (units) or nil, the result is (batch, units). ReLU's
// derivative at 0 is 0, as in Keras and PyTorch.
func Dense(x, w, b *gorgonia.Node, c DenseConfig) (*gorgonia.Node, error) {
	inputs := []*gorgonia.Node{x, w}
	if b != nil {
		inputs = append(inputs, b)
	}
	return apply(
		func() gorgonia.Op { return newDense[float32](c, b != nil) },
		func() gorgonia.Op { return newDense[float64](c, b != nil) },
		inputs...)
}

// ScalesImages reports whether the operation behind n takes its images where x is
// an input that has not been written yet, or follows one that does.
func ScalesImages(n *gorgonia.Node) bool {
	o, ok := n.Op().(interface{ scalesImages() bool })
	return ok && o.scalesImages()
}

func (d *dense[T]) scalesImages() bool { return d.Images != nil }

type dense[T kernel.Float] struct {
	base
	DenseConfig
	bias    bool
	product *product[T]
	y       buffer[T]
}

func newDense[T kernel.Float](c DenseConfig, bias bool) *dense[T] {
	arity := 2
	if bias {
		arity = 3
	}
	return &dense[T]{base: newBase("dense", arity), DenseConfig: c, bias: bias, product: newProduct[T](c)}
}

// Type returns x -> w -> b -> y.
func (d *dense[T]) Type() hm.Type {
	if d.bias {
		return hm.NewFnType(matrix(a), matrix(a), vector(a), matrix(a))
	}
	return hm.NewFnType(matrix(a), matrix(a), matrix(a))
}

// InferShape returns (batch, units).
func (d *dense[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	want := []rank{{"x", 2}, {"w", 2}, {"b", 1}}[:d.arity]
	s, err := d.shapes(inputs, want...)
	if err != nil {
		return nil, err
	}
	if s[0][1] != s[1][0] {
		return nil, errors.Errorf("op: dense: input is %v, kernel is %v: %d != %d", s[0], s[1], s[0][1], s[1][0])
	}
	if d.bias && s[2][0] != s[1][1] {
		return nil, errors.Errorf("op: dense: kernel is %v, bias is %v: %d != %d", s[1], s[2], s[1][1], s[2][0])
	}
	return tensor.Shape{s[0][0], s[1][1]}, nil
}

// Do computes y.
func (d *dense[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	w, err := floats[T](inputs[1])
	if err != nil {
		return nil, err
	}
	var b []T
	if d.bias {
		if b, err = floats[T](inputs[2]); err != nil {
			return nil, err
		}
	}
	batch, in, units := inputs[0].Shape()[0], inputs[1].Shape()[0], inputs[1].Shape()[1]
	y := d.y.of(batch, units)
	d.product.forward(batch, in, units, x, w, b, y, d.ReLU)
	return d.y.tensor, nil
}

// DiffWRT tells gorgonia not to build the gradient of data.
func (d *dense[T]) DiffWRT(inputs int) []bool {
	return []bool{!d.Data, true, true}[:inputs]
}

// SymDiff builds dz = dy masked by ReLU, then dx = dz·wᵀ, dw = xᵀ·dz and db =
// the column sums of dz.
func (d *dense[T]) SymDiff(inputs gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dz, db := dy, &biasGrad[T]{base: newBase("denseBiasGrad", 1), db: &buffer[T]{}}
	grads := make(gorgonia.Nodes, len(inputs))
	var err error
	if d.ReLU {
		var sums *buffer[T]
		if d.bias {
			sums, db.done = db.db, true
		}
		if dz, err = masked(dy, y, sums); err != nil {
			return nil, err
		}
	}
	if !d.Data {
		if grads[0], err = gorgonia.ApplyOp(&inputGrad[T]{base: newBase("denseInputGrad", 2)}, dz, inputs[1]); err != nil {
			return nil, err
		}
	}
	kernelOp := &kernelGrad[T]{base: newBase("denseKernelGrad", 2), product: d.product}
	if grads[1], err = gorgonia.ApplyOp(kernelOp, inputs[0], dz); err != nil {
		return nil, err
	}
	if d.bias {
		if grads[2], err = gorgonia.ApplyOp(db, dz); err != nil {
			return nil, err
		}
	}
	return grads, nil
}

// Portable is Gemm, and Relu.
func (d *dense[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	y := t.Apply("Gemm", nil, inputs...)
	if d.ReLU {
		y = t.Apply("Relu", nil, y)
	}
	return y, nil
}

package op

import (
	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// biasGrad is db, the column sums of dz. Where those who masked dz have summed them
// already (done), it only hands them out.
type biasGrad[T kernel.Float] struct {
	base
	db   *buffer[T]
	done bool
}

func (b *biasGrad[T]) Type() hm.Type { return hm.NewFnType(matrix(a), vector(a)) }

func (b *biasGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := b.shapes(inputs, rank{"dz", 2})
	if err != nil {
		return nil, err
	}
	return tensor.Shape{s[0][1]}, nil
}

func (b *biasGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	if b.done {
		return b.db.tensor, nil
	}
	dz, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	rows, units := inputs[0].Shape()[0], inputs[0].Shape()[1]
	kernel.ReLUBackward(rows, units, dz, nil, nil, b.db.of(units))
	return b.db.tensor, nil
}

// kernelGrad is dw = xᵀ·dz.
type kernelGrad[T kernel.Float] struct {
	base
	product *product[T]
	dw      buffer[T]
}

func (k *kernelGrad[T]) scalesImages() bool { return k.product.images != nil }

func (k *kernelGrad[T]) Type() hm.Type { return hm.NewFnType(matrix(a), matrix(a), matrix(a)) }

func (k *kernelGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := k.shapes(inputs, rank{"x", 2}, rank{"dz", 2})
	if err != nil {
		return nil, err
	}
	return tensor.Shape{s[0][1], s[1][1]}, nil
}

func (k *kernelGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, dz, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	batch, in, units := inputs[0].Shape()[0], inputs[0].Shape()[1], inputs[1].Shape()[1]
	k.product.backward(batch, in, units, x, dz, k.dw.of(in, units))
	return k.dw.tensor, nil
}

// inputGrad is dx = dz·wᵀ.
type inputGrad[T kernel.Float] struct {
	base
	dx buffer[T]
}

func (g *inputGrad[T]) Type() hm.Type { return hm.NewFnType(matrix(a), matrix(a), matrix(a)) }

func (g *inputGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"dz", 2}, rank{"w", 2})
	if err != nil {
		return nil, err
	}
	return tensor.Shape{s[0][0], s[1][0]}, nil
}

func (g *inputGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	dz, w, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	batch, units, in := inputs[0].Shape()[0], inputs[0].Shape()[1], inputs[1].Shape()[0]
	kernel.NT(batch, in, units, dz, w, g.dx.of(batch, in))
	return g.dx.tensor, nil
}

// maskedInputGrad is dz = dx where y > 0, else 0, of dx = dzAbove·wᵀ: inputGrad and
// reluGrad in one.
type maskedInputGrad[T kernel.Float] struct {
	base
	dz buffer[T]
	db *buffer[T] // as reluGrad's
}

func (g *maskedInputGrad[T]) Type() hm.Type {
	return hm.NewFnType(matrix(a), matrix(a), matrix(a), matrix(a))
}

func (g *maskedInputGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"dz", 2}, rank{"w", 2}, rank{"y", 2})
	if err != nil {
		return nil, err
	}
	return s[2].Clone(), nil
}

func (g *maskedInputGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	above, w, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	y, err := floats[T](inputs[2])
	if err != nil {
		return nil, err
	}
	batch, units, in := inputs[0].Shape()[0], inputs[0].Shape()[1], inputs[1].Shape()[0]
	dz := g.dz.of(batch, in)
	var db []T
	if g.db != nil {
		db = g.db.of(in)
	}
	kernel.NTReLU(batch, in, units, above, w, y, dz, db)
	return g.dz.tensor, nil
}

// masked builds dz = dy where y > 0, and its column sums into db unless that is nil.
// Where dy is a dense layer's input gradient, one operation does both, and dy is
// computed only if something else needs it.
func masked[T kernel.Float](dy, y *gorgonia.Node, db *buffer[T]) (*gorgonia.Node, error) {
	if _, ok := dy.Op().(*inputGrad[T]); !ok {
		return gorgonia.ApplyOp(newReLUGrad(y.Dims(), db), dy, y)
	}
	var inputs gorgonia.Nodes
	for of := dy.Graph().From(dy.ID()); of.Next(); {
		inputs = append(inputs, of.Node().(*gorgonia.Node))
	}
	return gorgonia.ApplyOp(&maskedInputGrad[T]{base: newBase("denseMaskedInputGrad", 3), db: db}, append(inputs, y)...)
}

func twoFloats[T kernel.Float](inputs []gorgonia.Value) (x, y []T, err error) {
	if x, err = floats[T](inputs[0]); err != nil {
		return nil, nil, err
	}
	y, err = floats[T](inputs[1])
	return x, y, err
}

package op

import (
	"unsafe"

	"digits/graph/kernel"
)

// product is what the forward product x·w and the kernel's gradient xᵀ·dz
// share: the lists of what x holds beside its background, or beside the zeros that
// a ReLU or a dropout before it has made.
// Whether these are used depends on x alone, and where the background is 0 the
// bits are those of the dense products.
type product[T kernel.Float] struct {
	data, skips bool
	images      *kernel.Images // nil: x is never written here
	sparse      kernel.Sparse
}

func newProduct[T kernel.Float](c DenseConfig) *product[T] {
	p := &product[T]{data: c.Data, skips: !c.Whole, images: c.Images}
	p.sparse.Hidden = !c.Data
	return p
}

func (p *product[T]) forward(batch, in, units int, x, w, b, y []T, relu bool) {
	switch {
	case isSingle[T]() && p.skips:
		p.scan(batch, in, units, single(x))
		p.sparse.NN(single(w), single(b), single(y), relu)
	case isSingle[T]() && p.data:
		p.write(single(x))
		kernel.DataNN(batch, units, in, single(x), single(w), single(b), single(y), relu)
	default:
		kernel.NN(batch, units, in, x, w, b, y, relu)
	}
}

// scan looks at x, which it writes first if there are images.
func (p *product[T]) scan(batch, in, units int, x []float32) {
	if p.images == nil || len(p.images.Rows) == 0 {
		p.settle(x)
		p.sparse.Scan(batch, in, units, x)
		return
	}
	p.sparse.ScanImages(p.images, units, x)
	p.images.Rows = nil
}

// settle writes x if another layer on the same input has left that undone.
func (p *product[T]) settle(x []float32) {
	if p.images != nil {
		p.images.Settle(x)
	}
}

func (p *product[T]) write(x []float32) {
	p.settle(x)
	if p.images != nil {
		p.images.Scale(x)
		p.images.Rows = nil
	}
}

// backward must follow a forward of the same x.
func (p *product[T]) backward(batch, in, units int, x, dz, dw []T) {
	if p.skips && isSingle[T]() {
		p.sparse.TN(single(dz), single(dw))
		return
	}
	kernel.TN(in, units, batch, x, dz, dw)
}

func isSingle[T kernel.Float]() bool {
	var zero T
	return unsafe.Sizeof(zero) == 4
}

// single returns x, whose elements are float32, as such.
func single[T kernel.Float](x []T) []float32 {
	if x == nil {
		return nil
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(x))), len(x))
}

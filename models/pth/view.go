package pth

import (
	"fmt"
	"strings"

	"digits/models/dtype"
)

// view is a tensor whose every element lies within its storage.
type view struct {
	kind           dtype.Type
	offset         int
	shape, strides []int
	elements       int
	negative       bool
}

// maxRank is PyTorch's own limit of dimensions in most of its kernels.
const maxRank = 64

// view checks a tensor against its storage. It reserves the memory of the
// float32 values, but no more for shorter types than the file has, so that
// every file can be read whose tensors do not share a storage.
func (t *tensor) view(b *budget) (*view, error) {
	if t.odd != "" {
		return nil, fmt.Errorf("got %s, want plain numbers: %s", t.odd, remedyOf(t.odd))
	}
	v := &view{kind: dtype.Type(t.kind.dtype), offset: t.offset, elements: 1, negative: t.negative}
	if v.kind.Size() == 0 {
		return nil, fmt.Errorf("got %s, want float32, float64, float16, bfloat16 or integers: %s", v.kind, remedyOf(t.kind.dtype))
	}
	if len(t.shape) > maxRank || len(t.shape) != len(t.strides) {
		return nil, fmt.Errorf("%w: got %d dimensions and %d strides, want as many of both and at most %d", ErrFormat, len(t.shape), len(t.strides), maxRank)
	}
	if err := b.take(len(t.shape)+5, 16); err != nil {
		return nil, err
	}
	v.shape, v.strides = make([]int, len(t.shape)), make([]int, len(t.shape))
	for i := range t.shape {
		size, isSize := t.shape[i].(int)
		stride, isStride := t.strides[i].(int)
		if !isSize || !isStride || size < 0 || stride < 0 {
			return nil, fmt.Errorf("%w: got a %s and a %s in a shape and its strides, want ints of at least 0", ErrFormat, typeName(t.shape[i]), typeName(t.strides[i]))
		}
		v.shape[i], v.strides[i] = size, stride
	}
	limit := t.storage.elements
	if t.storage.kind == untyped {
		limit /= t.kind.size
	}
	if err := v.within(limit, b); err != nil {
		return nil, err
	}
	each := min(4, v.kind.Size())
	if v.elements > limit { // it repeats elements, and may do so without end
		each = 4
	}
	return v, b.take(v.elements, each)
}

// quantised reports whether a tensor's values are steps of some scale.
func (t *tensor) quantised() bool { return t.odd == quantised || strings.HasPrefix(t.kind.dtype, "q") }

// remedyOf says what to do with a tensor that has no plain numbers.
func remedyOf(what string) string {
	switch {
	case what == quantised || strings.HasPrefix(what, "q"):
		return "save the weights of the network before it was quantised, or each one's dequantize()"
	case what == special:
		return "save it as a plain tensor, with to_dense() or cpu()"
	case strings.HasPrefix(what, "complex"):
		return "no layer here has complex weights"
	case strings.HasPrefix(what, "float8"):
		return "its numbers mean something with scales only that stand elsewhere: save the weights as float32"
	}
	return "convert it with float() before saving"
}

// within counts the elements, and checks that the last lies in a storage of
// limit elements.
func (v *view) within(limit int, b *budget) error {
	for _, size := range v.shape {
		if size == 0 {
			v.elements = 0
			return nil
		}
	}
	last := v.offset
	for i, size := range v.shape {
		if size > b.left/v.elements {
			return fmt.Errorf("%w: got shape %v", ErrTooLarge, v.shape)
		}
		v.elements *= size
		if last >= 0 && size > 1 && v.strides[i] > (limit-last)/(size-1) {
			last = limit
			break
		}
		last += (size - 1) * v.strides[i]
	}
	if v.offset < 0 || last >= limit {
		return fmt.Errorf("%w: got shape %v, strides %v and offset %d in a storage of %d elements, want them inside", ErrFormat, v.shape, v.strides, v.offset, limit)
	}
	return nil
}

// values copies the elements out of a storage in row-major order.
func (v *view) values(storage []byte) []float32 {
	values := make([]float32, v.elements)
	if v.elements == 0 {
		return values
	}
	type digit struct{ index, size, stride int }
	var odometer []digit // of the dimensions that turn, the last one first
	for d := len(v.shape) - 1; d >= 0; d-- {
		if v.shape[d] > 1 {
			odometer = append(odometer, digit{0, v.shape[d], v.strides[d]})
		}
	}
	at := v.offset
	for i := range values {
		values[i] = v.kind.At(storage, at)
		if v.negative {
			values[i] = -values[i]
		}
		for k := range odometer {
			d := &odometer[k]
			d.index++
			at += d.stride
			if d.index < d.size {
				break
			}
			at -= d.size * d.stride
			d.index = 0
		}
	}
	return values
}

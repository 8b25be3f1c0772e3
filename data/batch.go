package data

import "iter"

// Batch is some examples of a set, in the order in which they are to be seen.
// It is a view of the set and of the order that Batches was given.
type Batch struct {
	set   *Set
	order []int // of all batches; nil: the examples follow each other in the set
	first int
	count int
	total int // of all batches
}

// Batches iterates over the examples that order names, in its order, size at a
// time; the last batch is smaller where size does not divide them. A nil order
// is that of the set, a size below 1 means one batch of all. No batch allocates
// memory. A number in order that is not of the set panics where it is used.
func (s *Set) Batches(order []int, size int) iter.Seq[Batch] {
	total := len(order)
	if order == nil {
		total = s.Len()
	}
	if size < 1 {
		size = total
	}
	return func(yield func(Batch) bool) {
		for first := 0; first < total; {
			batch := Batch{set: s, order: order, first: first, count: min(size, total-first), total: total}
			if !yield(batch) {
				return
			}
			first += batch.count
		}
	}
}

// Len returns the number of examples in the batch.
func (b Batch) Len() int { return b.count }

// Index returns the place in the set of the batch's example i.
func (b Batch) Index(i int) int {
	if b.order != nil {
		return b.order[b.first+i]
	}
	return b.first + i
}

// Next returns the batch that follows, as large as this one or as the examples
// that are left; it has none after the last.
func (b Batch) Next() Batch {
	b.first += b.count
	b.count = min(b.count, b.total-b.first)
	return b
}

// Image returns the pixels of the batch's example i as the set holds them.
func (b Batch) Image(i int) []byte { return b.set.Image(b.Index(i)) }

// Pixels writes the scaled images into dst as (Len, Size), row-major. dst must
// hold Len*Size values; what follows them is left alone.
func (b Batch) Pixels(dst []float32, scale Scale) {
	size := b.set.Size()
	for i := range b.count {
		scale.Apply(dst[i*size:(i+1)*size], b.Image(i))
	}
}

// Labels writes the labels into dst as (Len). dst must hold Len values; what
// follows them is left alone.
func (b Batch) Labels(dst []int32) {
	dst = dst[:b.count]
	for i := range dst {
		dst[i] = int32(b.set.Labels[b.Index(i)])
	}
}

// OneHot writes the labels into dst as (Len, Classes), row-major: 1 at the
// label, 0 elsewhere. dst must hold Len*Classes values; what follows them is
// left alone.
func (b Batch) OneHot(dst []float32) {
	classes := b.set.Classes
	clear(dst[:b.count*classes])
	for i := range b.count {
		row := dst[i*classes : (i+1)*classes]
		row[b.set.Labels[b.Index(i)]] = 1
	}
}

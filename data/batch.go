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

// Parts iterates over pieces of the batch, size examples at a time, the last one
// smaller where size does not divide them; a size below 1 means one piece.
func (b Batch) Parts(size int) iter.Seq[Batch] {
	if size < 1 {
		size = b.count
	}
	return func(yield func(Batch) bool) {
		for done := 0; done < b.count; done += size {
			part := b
			part.first, part.count = b.first+done, min(size, b.count-done)
			if !yield(part) {
				return
			}
		}
	}
}

// Set returns the set whose examples these are.
func (b Batch) Set() *Set { return b.set }

// Image returns the pixels of the batch's example i as the set holds them.
func (b Batch) Image(i int) []byte { return b.set.Image(b.Index(i)) }

// Values returns the numbers of the batch's example i: a view of the set's.
func (b Batch) Values(i int) []float32 { return row(b.set.Values, b.Index(i), b.set.Size()) }

// Target returns what is to be predicted of the batch's example i: a view of the
// set's Outputs numbers.
func (b Batch) Target(i int) []float32 { return row(b.set.Targets, b.Index(i), b.set.Outputs) }

// Pixels writes the examples into dst as (Len, Size), row-major: images scaled,
// numbers as they are. dst must hold Len*Size values; what follows them is left
// alone.
func (b Batch) Pixels(dst []float32, scale Scale) {
	size := b.set.Size()
	for i := range b.count {
		example := dst[i*size : (i+1)*size]
		if b.set.Values != nil {
			copy(example, b.Values(i))
			continue
		}
		scale.Apply(example, b.Image(i))
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

// OneHot writes the labels into dst as (Len, width), row-major: 1 at the label, 0
// elsewhere. The width is the destination's: a model may have more outputs than
// the set has classes; it must not have fewer. dst must hold Len*width values;
// what follows them is left alone.
func (b Batch) OneHot(dst []float32, width int) {
	clear(dst[:b.count*width])
	for i := range b.count {
		row(dst, i, width)[b.set.Labels[b.Index(i)]] = 1
	}
}

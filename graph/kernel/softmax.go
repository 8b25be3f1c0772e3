package kernel

import "math"

// Softmax writes p = exp(x) / sum(exp(x)) of each row of x (rows, classes). A class at -Inf has probability 0; a row
// that holds NaN or +Inf, or nothing but -Inf, becomes NaN. p may be x itself.
func Softmax[T Float](rows, classes int, x, p []T) {
	wantLength("Softmax", "x", len(x), rows*classes)
	wantLength("Softmax", "p", len(p), rows*classes)
	var block expBlock[T]
	for r := range rows {
		_, e, sum := block.row(r, rows, classes, x, p)
		scaleRow(p[r*classes:(r+1)*classes], e, 1/sum)
	}
}

// scaleRow writes dst = e·factor, rounded once.
func scaleRow[T Float](dst, e []T, factor float64) {
	dst = dst[:len(e)]
	for j, v := range e {
		dst[j] = T(float64(v) * factor)
	}
}

const (
	expBlockRows    = 8  // rows done at a time: the lanes of a vector
	expBlockClasses = 64 // classes up to which they are
)

// expBlock holds what softmax needs of the rows in work.
type expBlock[T Float] struct {
	maximum [expBlockRows]T
	sum     [expBlockRows]float64
	e       [expBlockRows * expBlockClasses]T
	columns [expBlockClasses * expBlockRows]T // the same class by class, for the assembly
}

// row returns row r's maximum, e = exp(x - maximum) and the sum of e, which is at least 1 or NaN; at each eighth row it
// computes the next eight. e is in out, which may be x itself, if there are too many classes for the block, and nil if
// out is nil, too. Each row is summed in the order of its classes.
func (b *expBlock[T]) row(r, rows, classes int, x, out []T) (maximum T, e []T, sum float64) {
	if classes > expBlockClasses {
		lo, hi := r*classes, (r+1)*classes
		e = rowOf(out, lo, hi)
		maximum, sum = expRow(x[lo:hi], e)
		return maximum, e, sum
	}
	k := r % expBlockRows
	if k == 0 {
		b.compute(classes, x[r*classes:min(r+expBlockRows, rows)*classes])
	}
	return b.maximum[k], b.e[k*expBlockClasses:][:classes], b.sum[k]
}

// rowOf is s[lo:hi], or nil of nil.
func rowOf[T Float](s []T, lo, hi int) []T {
	if s == nil {
		return nil
	}
	return s[lo:hi]
}

// compute does up to eight rows.
func (b *expBlock[T]) compute(classes int, x []T) {
	if b, ok := any(b).(*expBlock[float32]); ok {
		x, _ := asFloat32(x)
		if expRowsVector(classes, x, b) {
			return
		}
	}
	for k := 0; len(x) > 0; k++ {
		b.maximum[k], b.sum[k] = expRow(x[:classes], b.e[k*expBlockClasses:][:classes])
		x = x[classes:]
	}
}

// expRow does a row.
func expRow[T Float](x, e []T) (maximum T, sum float64) {
	maximum = T(math.Inf(-1))
	for _, v := range x {
		if v > maximum {
			maximum = v
		}
	}
	for j, v := range x {
		v = exp(v - maximum)
		sum += float64(v)
		if e != nil {
			e[j] = v
		}
	}
	return maximum, sum
}

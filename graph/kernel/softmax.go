package kernel

import "math"

// Softmax writes p = exp(x) / sum(exp(x)) of each row of x (rows, classes). A class at -Inf has probability 0; a row
// that holds NaN or +Inf, or nothing but -Inf, becomes NaN. p may be x itself.
func Softmax[T Float](rows, classes int, x, p []T) {
	wantLength("Softmax", "x", len(x), rows*classes)
	wantLength("Softmax", "p", len(p), rows*classes)
	for r := range rows {
		row := p[r*classes : (r+1)*classes]
		_, sum := expRow(x[r*classes:(r+1)*classes], row)
		scaleRow(row, row, 1/sum)
	}
}

// rowOf is s[lo:hi], or nil of nil.
func rowOf[T Float](s []T, lo, hi int) []T {
	if s == nil {
		return nil
	}
	return s[lo:hi]
}

// expRow writes e = exp(x - max x), unless e is nil, and returns the maximum and the sum of e, which is at least 1 or
// NaN. e may be x itself.
func expRow[T Float](x, e []T) (maximum T, sum float64) {
	if x, ok := asFloat32(x); ok {
		e, _ := asFloat32(e)
		if maximum, sum, ok := expRowVector(x, e); ok {
			return T(maximum), sum
		}
	}
	return expRowPortable(x, e)
}

// sumLanes is how many partial sums a row has: one for each element of the widest vector.
const sumLanes = 16

func expRowPortable[T Float](x, e []T) (maximum T, sum float64) {
	maximum = T(math.Inf(-1))
	for _, v := range x {
		if v > maximum {
			maximum = v
		}
	}
	var lanes [sumLanes]float64
	for j, v := range x {
		v = exp(v - maximum)
		lanes[j%sumLanes] += float64(v)
		if e != nil {
			e[j] = v
		}
	}
	for width := sumLanes / 2; width > 0; width /= 2 {
		for j := range width {
			lanes[j] += lanes[j+width]
		}
	}
	return maximum, lanes[0]
}

// scaleRow writes dst = e·factor, rounded once.
func scaleRow[T Float](dst, e []T, factor float64) {
	dst = dst[:len(e)]
	for j, v := range e {
		dst[j] = T(float64(v) * factor)
	}
}

package kernel

import "math"

// LogSumExp writes log(sum(exp(x))) of each row of x (rows, classes) to sums (rows), and softmax(x) to probs, which may
// be nil. The row's maximum is subtracted first, so that nothing overflows. It is -Inf of a row that holds nothing but
// -Inf, +Inf of one that holds +Inf, NaN of one that holds NaN; such rows' probabilities are NaN. No two may overlap.
func LogSumExp[T Float](rows, classes int, x, sums, probs []T) {
	const where = "LogSumExp"
	wantLength(where, "x", len(x), rows*classes)
	wantLength(where, "sums", len(sums), rows)
	wantLengthOrNil(where, "probs", probs, rows*classes)
	var block expBlock[T]
	for r := range rows {
		maximum, e, sum := block.row(r, rows, classes, x, probs)
		if sums[r] = T(float64(maximum) + math.Log(sum)); math.IsInf(float64(maximum), 0) {
			sums[r] = maximum + notANumber(x[r*classes:(r+1)*classes])
		}
		if probs != nil {
			scaleRow(probs[r*classes:(r+1)*classes], e, 1/sum)
		}
	}
}

// notANumber returns NaN if x holds one, else 0.
func notANumber[T Float](x []T) T {
	for _, v := range x {
		if v != v {
			return v
		}
	}
	return 0
}

// LogSoftmax writes y = x - log(sum(exp(x))) of each row of x (rows, classes), and softmax(x) to probs, which may be
// nil. It is never the logarithm of a rounded probability. A class at -Inf stays there; a row that holds NaN or +Inf, or
// nothing but -Inf, becomes NaN. No two may overlap.
func LogSoftmax[T Float](rows, classes int, x, y, probs []T) {
	const where = "LogSoftmax"
	wantLength(where, "x", len(x), rows*classes)
	wantLength(where, "y", len(y), rows*classes)
	wantLengthOrNil(where, "probs", probs, rows*classes)
	var block expBlock[T]
	for r := range rows {
		maximum, e, sum := block.row(r, rows, classes, x, probs)
		log := math.Log(sum)
		lo, hi := r*classes, (r+1)*classes
		for j, v := range x[lo:hi] {
			y[lo+j] = T(float64(v) - float64(maximum) - log)
		}
		if probs != nil {
			scaleRow(probs[lo:hi], e, 1/sum)
		}
	}
}

package pointwise

import "digits/graph/kernel"

// The losses in this file write the derivative by y of each element of at most Block to d,
// and return the sum of the elements' losses: in
// eight sums, of which each has every eighth element.

// SquaredError is (y - t)².
func SquaredError(y, t, d []float32) float32 {
	var squares [Block]float32
	s := squares[:len(y)]
	kernel.SubBlock(d, y, t)
	kernel.MulBlock(s, d, d)
	kernel.AddBlock(d, d, d)
	return inEights(s)
}

// AbsoluteError is |y - t|; its derivative at 0 is 0.
func AbsoluteError(y, t, d []float32) float32 {
	var sizes [Block]float32
	s := sizes[:len(y)]
	kernel.SubBlock(d, y, t)
	for i, v := range d {
		s[i] = absolute(v)
		d[i] = above0(v, 1, pick(v, -1, v)) // 0 and NaN stay
	}
	return inEights(s)
}

// BinaryCrossentropy is -t·log p - (1-t)·log(1-p) of the sigmoid p of y: max(y, 0) - y·t +
// log(1 + e^-|y|).
func BinaryCrossentropy(y, t, d []float32) float32 {
	var losses [Block]float32
	l := losses[:len(y)]
	kernel.ExpNegative(y, d, 1)
	for i, e := range d {
		v := y[i]
		l[i] = float32(pick(v, 0, v)-float32(v*t[i])) + log1p(e)
		d[i] = pick(v, e, 1)/(1+e) - t[i]
	}
	return inEights(l)
}

// inEights adds to each of eight sums every eighth element.
func inEights(x []float32) float32 {
	var s0, s1, s2, s3, s4, s5, s6, s7 float32
	for ; len(x) >= 8; x = x[8:] {
		s0, s1, s2, s3 = s0+x[0], s1+x[1], s2+x[2], s3+x[3]
		s4, s5, s6, s7 = s4+x[4], s5+x[5], s6+x[6], s7+x[7]
	}
	total := ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
	for _, v := range x {
		total += v
	}
	return total
}

package kernel

//go:generate go -C _asm run ./norm -out ../norm_amd64.s -stubs ../norm_amd64.go -pkg kernel

// What normalisations do to the numbers of a row, each by statistics of its own. All is
// in float64, each operation rounded by itself: all instruction sets give the same bits.

// SumRow adds each x to its sum.
func SumRow[T Float](x []T, sum []float64) {
	sum = sum[:len(x)]
	for c := sumRowVector(x, sum); c < len(x); c++ {
		sum[c] += float64(x[c])
	}
}

// SquaresRow adds (x-center)² to each sum.
func SquaresRow[T Float](x []T, center, sum []float64) {
	center, sum = center[:len(x)], sum[:len(x)]
	for c := squaresRowVector(x, center, sum); c < len(x); c++ {
		d := float64(x[c]) - center[c]
		sum[c] += float64(d * d)
	}
}

// NormRow sets each y to (x-center)·scale + offset.
func NormRow[T Float](x, y []T, center, scale, offset []float64) {
	y, center, scale, offset = y[:len(x)], center[:len(x)], scale[:len(x)], offset[:len(x)]
	for c := normRowVector(x, y, center, scale, offset); c < len(x); c++ {
		y[c] = T(float64((float64(x[c])-center[c])*scale[c]) + offset[c])
	}
}

// ProductsRow adds dy to each sum, and dy·((x-center)·scale) to each product.
func ProductsRow[T Float](x, dy []T, center, scale, sum, product []float64) {
	n := len(x)
	dy, center, scale, sum, product = dy[:n], center[:n], scale[:n], sum[:n], product[:n]
	for c := productsRowVector(x, dy, center, scale, sum, product); c < n; c++ {
		d := float64(dy[c])
		sum[c] += d
		product[c] += float64(d * float64((float64(x[c])-center[c])*scale[c]))
	}
}

// NormGradRow sets each dx to (dy - (mean + (x-center)·slope))·scale.
func NormGradRow[T Float](x, dy, dx []T, center, mean, slope, scale []float64) {
	n := len(x)
	dy, dx, center, mean, slope, scale = dy[:n], dx[:n], center[:n], mean[:n], slope[:n], scale[:n]
	for c := normGradRowVector(x, dy, dx, center, mean, slope, scale); c < n; c++ {
		own := mean[c] + float64((float64(x[c])-center[c])*slope[c])
		dx[c] = T((float64(dy[c]) - own) * scale[c])
	}
}

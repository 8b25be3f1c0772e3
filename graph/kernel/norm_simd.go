//go:build amd64 || arm64

package kernel

// The functions in this file return how many numbers they did.

// quads is how many of a row's numbers the vectors of float64 take, 0 if it is not of float32.
func quads[T Float](x []T) ([]float32, int) {
	row, single := asFloat32(x)
	n := whole(len(x), 4)
	if !single || active == portable {
		n = 0
	}
	return row, n
}

func sumRowVector[T Float](x []T, sum []float64) int {
	row, n := quads(x)
	if n > 0 {
		sumRowAVX2(n, &row[0], &sum[0])
	}
	return n
}

func squaresRowVector[T Float](x []T, center, sum []float64) int {
	row, n := quads(x)
	if n > 0 {
		squaresRowAVX2(n, &row[0], &center[0], &sum[0])
	}
	return n
}

func normRowVector[T Float](x, y []T, center, scale, offset []float64) int {
	row, n := quads(x)
	if n > 0 {
		of, _ := asFloat32(y)
		normRowAVX2(n, &row[0], &of[0], &center[0], &scale[0], &offset[0])
	}
	return n
}

func productsRowVector[T Float](x, dy []T, center, scale, sum, product []float64) int {
	row, n := quads(x)
	if n > 0 {
		by, _ := asFloat32(dy)
		productsRowAVX2(n, &row[0], &by[0], &center[0], &scale[0], &sum[0], &product[0])
	}
	return n
}

func normGradRowVector[T Float](x, dy, dx []T, center, mean, slope, scale []float64) int {
	row, n := quads(x)
	if n > 0 {
		by, _ := asFloat32(dy)
		of, _ := asFloat32(dx)
		normGradRowAVX2(n, &row[0], &by[0], &of[0], &center[0], &mean[0], &slope[0], &scale[0])
	}
	return n
}

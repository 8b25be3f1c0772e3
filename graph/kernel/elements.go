package kernel

import "math"

//go:generate go -C _asm run ./elements -out ../elements_amd64.s -stubs ../elements_amd64.go -pkg kernel

// The functions in this file do blocks of some hundred elements on the calling core: the
// operations of a chain that are done block by block, while it is in the cache. All
// operands have dst's length, and dst may be one of them. The results are those of Go's
// operators.

// elementwise is one of four operations.
type elementwise int

const (
	adding elementwise = iota
	subtracting
	multiplying
	dividing
)

// AddBlock writes dst = a + b.
func AddBlock(dst, a, b []float32) {
	for i := elementsVector(adding, dst, a, b); i < len(dst); i++ {
		dst[i] = a[i] + b[i]
	}
}

// SubBlock writes dst = a - b.
func SubBlock(dst, a, b []float32) {
	for i := elementsVector(subtracting, dst, a, b); i < len(dst); i++ {
		dst[i] = a[i] - b[i]
	}
}

// MulBlock writes dst = a·b.
func MulBlock(dst, a, b []float32) {
	for i := elementsVector(multiplying, dst, a, b); i < len(dst); i++ {
		dst[i] = a[i] * b[i]
	}
}

// DivBlock writes dst = a/b.
func DivBlock(dst, a, b []float32) {
	for i := elementsVector(dividing, dst, a, b); i < len(dst); i++ {
		dst[i] = a[i] / b[i]
	}
}

// SqrtBlock writes dst = √a.
func SqrtBlock(dst, a []float32) {
	wantLength("SqrtBlock", "a", len(a), len(dst))
	for i := sqrtVector(dst, a); i < len(dst); i++ {
		dst[i] = float32(math.Sqrt(float64(a[i]))) // rounds as the root in float32 does
	}
}

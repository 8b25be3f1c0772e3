package kernel

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
)

// BLAS is gonum's BLAS with this package's products as its Sgemm, for
// gorgonia.Use: what gorgonia's own MatMul then calls. It is safe for concurrent
// use.
type BLAS struct{ gonum.Implementation }

// Sgemm computes c = alpha·op(a)·op(b) + beta·c as BLAS defines it, over matrices
// in row-major order, op(a) being (m, k), op(b) (k, n), c (m, n). Where alpha is 1
// and beta 0 or 1, as in all that gorgonia asks for, it is NN, TN or NT; the rest,
// and arguments to panic about, are left to gonum.
func (b BLAS) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, x []float32, ldx int, y []float32, ldy int, beta float32, c []float32, ldc int) {
	p := product[float32]{m: m, n: n, k: k, a: x, b: y, c: c, cRow: ldc, add: beta == 1}
	var okA, okB bool
	p.aRow, p.aCol, okA = strides(tA, m, k, len(x), ldx)
	p.bRow, p.bCol, okB = strides(tB, k, n, len(y), ldy)
	fits := okA && okB && m > 0 && n > 0 && k > 0 && ldc >= n && len(c) >= extent(m, n, ldc, 1)
	if !fits || alpha != 1 || beta != 0 && beta != 1 {
		b.Implementation.Sgemm(tA, tB, m, n, k, alpha, x, ldx, y, ldy, beta, c, ldc)
		return
	}
	p.do()
}

// strides returns how far rows and columns of a (rows, cols) operand are apart,
// and whether it lies within length elements.
func strides(t blas.Transpose, rows, cols, length, ld int) (row, col int, ok bool) {
	switch t {
	case blas.NoTrans:
		return ld, 1, ld >= cols && length >= extent(rows, cols, ld, 1)
	case blas.Trans, blas.ConjTrans:
		return 1, ld, ld >= rows && length >= extent(rows, cols, 1, ld)
	}
	return 0, 0, false
}

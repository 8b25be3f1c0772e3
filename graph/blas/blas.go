// Package blas gives gorgonia this project's products.
package blas

import (
	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"

	"digits/graph/kernel"
)

// BLAS is gonum's BLAS with package kernel's products as its Sgemm, for
// gorgonia.Use: what gorgonia's own MatMul then calls. It is safe for concurrent
// use.
type BLAS struct{ gonum.Implementation }

// Sgemm computes c = alpha·op(a)·op(b) + beta·c as BLAS defines it, over matrices
// in row-major order, op(a) being (m, k), op(b) (k, n), c (m, n). Where alpha is 1
// and beta 0 or 1, as in all that gorgonia asks for, it is kernel's NN, TN or NT; the
// rest, and arguments to panic about, are left to gonum.
func (b BLAS) Sgemm(tA, tB blas.Transpose, m, n, k int, alpha float32, x []float32, ldx int, y []float32, ldy int, beta float32, c []float32, ldc int) {
	aRow, aCol, okA := strides(tA, k, ldx)
	bRow, bCol, okB := strides(tB, n, ldy)
	okA = okA && (aCol == 1 || ldx >= m)
	okB = okB && (bCol == 1 || ldy >= k)
	known := okA && okB && alpha == 1 && (beta == 0 || beta == 1)
	if !known || !kernel.Strided(m, n, k, x, aRow, aCol, y, bRow, bCol, c, ldc, beta == 1) {
		b.Implementation.Sgemm(tA, tB, m, n, k, alpha, x, ldx, y, ldy, beta, c, ldc)
	}
}

// strides returns how far rows and columns of an operand of that many columns are
// apart; false if they overlap, or if there is no such transposition.
func strides(t blas.Transpose, cols, ld int) (row, col int, ok bool) {
	switch t {
	case blas.NoTrans:
		return ld, 1, ld >= cols
	case blas.Trans, blas.ConjTrans:
		return 1, ld, true
	}
	return 0, 0, false
}

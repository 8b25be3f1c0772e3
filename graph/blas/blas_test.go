package blas

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/gonum"
	"gorgonia.org/gorgonia"
)

var _ gorgonia.BLAS = BLAS{}

// Against gonum, which sums in float32 too, but without fusing.
func TestSgemmAgainstGonum(t *testing.T) {
	r := rand.New(rand.NewPCG(41, 42))
	for _, tA := range []blas.Transpose{blas.NoTrans, blas.Trans, blas.ConjTrans} {
		for _, tB := range []blas.Transpose{blas.NoTrans, blas.Trans} {
			for _, alpha := range []float32{1, 0, -2} {
				for _, beta := range []float32{0, 1, 0.5} {
					for range 12 {
						testSgemm(t, r, tA, tB, alpha, beta)
					}
				}
			}
		}
	}
}

// random returns n numbers of a normal distribution.
func random(r *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(r.NormFloat64())
	}
	return x
}

func testSgemm(t *testing.T, r *rand.Rand, tA, tB blas.Transpose, alpha, beta float32) {
	t.Helper()
	m, n, k := 1+r.IntN(60), 1+r.IntN(60), 1+r.IntN(60)
	rowsA, colsA, rowsB, colsB := m, k, k, n
	if tA != blas.NoTrans {
		rowsA, colsA = k, m
	}
	if tB != blas.NoTrans {
		rowsB, colsB = n, k
	}
	lda, ldb, ldc := colsA+r.IntN(3), colsB+r.IntN(3), n+r.IntN(3)
	a, b := random(r, rowsA*lda), random(r, rowsB*ldb)
	got := random(r, m*ldc)
	want := append([]float32(nil), got...)
	BLAS{}.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, got, ldc)
	gonum.Implementation{}.Sgemm(tA, tB, m, n, k, alpha, a, lda, b, ldb, beta, want, ldc)
	for i, w := range want {
		// Two roundings for each of at most 60 products of a few units.
		if math.Abs(float64(got[i]-w)) > 60*2*8*0x1p-24*8 {
			t.Fatalf("%c%c %dx%dx%d alpha %v beta %v: c[%d] = %v, want %v", tA, tB, m, k, n, alpha, beta, i, got[i], w)
		}
	}
}

type sgemm func(tA, tB blas.Transpose, m, n, k int, alpha float32, a []float32, lda int, b []float32, ldb int, beta float32, c []float32, ldc int)

// Bad arguments get gonum's panics, and empty products its results.
func TestSgemmRefusesWhatGonumRefuses(t *testing.T) {
	x := make([]float32, 16)
	for name, call := range map[string]func(f sgemm){
		"short a":     func(f sgemm) { f('N', 'N', 4, 4, 4, 1, x[:15], 4, x, 4, 0, x, 4) },
		"short b":     func(f sgemm) { f('N', 'T', 4, 4, 4, 1, x, 4, x[:15], 4, 0, x, 4) },
		"short c":     func(f sgemm) { f('T', 'N', 4, 4, 4, 1, x, 4, x, 4, 1, x[:15], 4) },
		"narrow a":    func(f sgemm) { f('N', 'N', 4, 4, 4, 1, x, 3, x, 4, 0, x, 4) },
		"narrow b":    func(f sgemm) { f('N', 'T', 4, 4, 4, 1, x, 4, x, 3, 0, x, 4) },
		"narrow c":    func(f sgemm) { f('N', 'N', 4, 4, 4, 1, x, 4, x, 4, 0, x, 3) },
		"negative":    func(f sgemm) { f('N', 'N', -1, 4, 4, 1, x, 4, x, 4, 0, x, 4) },
		"transpose":   func(f sgemm) { f('X', 'N', 4, 4, 4, 1, x, 4, x, 4, 0, x, 4) },
		"empty":       func(f sgemm) { f('N', 'N', 0, 4, 4, 1, x, 4, x, 4, 0, x, 4) },
		"no depth":    func(f sgemm) { f('N', 'N', 4, 4, 0, 1, x, 4, x, 4, 0, x, 4) },
		"good enough": func(f sgemm) { f('N', 'N', 4, 4, 4, 1, x, 4, x, 4, 0, x, 4) },
	} {
		t.Run(name, func(t *testing.T) {
			got, want := panicOf(func() { call(BLAS{}.Sgemm) }), panicOf(func() { call(gonum.Implementation{}.Sgemm) })
			if got != want {
				t.Errorf("panics with %q, gonum with %q", got, want)
			}
		})
	}
}

// panicOf is what f panics with; nil if it does not.
func panicOf(f func()) (message any) {
	defer func() { message = recover() }()
	f()
	return nil
}

package kernel

import (
	"fmt"
	"math"
	"testing"
)

// reluBackward is the definition, one element at a time.
func reluBackward(rows, n int, dy, y []float32) (dz, db []float32) {
	dz, db = make([]float32, rows*n), make([]float32, n)
	for r := range rows {
		for j := range n {
			i := r*n + j
			if y == nil || y[i] > 0 {
				dz[i] = dy[i]
			}
			db[j] += dz[i]
		}
	}
	return dz, db
}

func TestReLUBackward(t *testing.T) { eachISA(t, testReLUBackward) }

func testReLUBackward(t *testing.T) {
	for _, rows := range []int{0, 1, 2, 5, 33} {
		for _, n := range lengths {
			t.Run(fmt.Sprintf("%dx%d", rows, n), func(t *testing.T) {
				dy, y := withStrange(1, normal[float32](1, rows*n)), withStrange(2, normal[float32](2, rows*n))
				dz, dzIntact := guarded[float32](rows * n)
				db, dbIntact := guarded[float32](n)
				wantDz, wantDb := reluBackward(rows, n, dy, y)
				ReLUBackward(rows, n, dy, y, dz, db)
				sameBits(t, "dz", dz, wantDz)
				sameBits(t, "db", db, wantDb)
				ReLUBackward(rows, n, dy, y, dz, nil)
				sameBits(t, "dz alone", dz, wantDz)
				ReLUBackward(rows, n, dy, y, nil, db)
				sameBits(t, "db alone", db, wantDb)

				wantDz, wantDb = reluBackward(rows, n, dy, nil)
				ReLUBackward(rows, n, dy, nil, dz, db)
				sameBits(t, "dz without y", dz, wantDz)
				sameBits(t, "db without y", db, wantDb)
				clear(db)
				ReLUBackward(rows, n, dy, nil, nil, db)
				sameBits(t, "db alone, without y", db, wantDb)

				wantDz, wantDb = reluBackward(rows, n, dy, y)
				ReLUBackward(rows, n, dy, y, dy, db)
				sameBits(t, "dz in place", dy, wantDz)
				sameBits(t, "db in place", db, wantDb)
				dzIntact(t)
				dbIntact(t)
			})
		}
	}
}

// TestReLUBackwardAtZero checks Keras' and PyTorch's choice of the derivative, 0 at 0, and that an output that is not a
// number passes nothing on.
func TestReLUBackwardAtZero(t *testing.T) {
	y := []float64{0, math.Copysign(0, -1), math.SmallestNonzeroFloat64, math.NaN(), -1, math.Inf(1)}
	dy := []float64{7, 7, 7, 7, 7, 7}
	ReLUBackward(1, 6, dy, y, dy, nil)
	sameBits(t, "dz", dy, []float64{0, 0, 7, 0, 0, 7})
}

func TestReLUBackwardAllocatesNothing(t *testing.T) { eachISA(t, testReLUBackwardAllocatesNothing) }

func testReLUBackwardAllocatesNothing(t *testing.T) {
	dy, y, db := normal[float32](1, 1280), normal[float32](2, 1280), make([]float32, 10)
	noAllocations(t, func() { ReLUBackward(128, 10, dy, y, dy, db) })
}

func BenchmarkReLUBackward(b *testing.B) {
	for _, n := range []int{10, 64, 128, 512, 800} {
		const rows = 128
		b.Run(fmt.Sprintf("%dx%d", rows, n), func(b *testing.B) {
			dy, y, dz, db := normal[float32](1, rows*n), normal[float32](2, rows*n), make([]float32, rows*n), make([]float32, n)
			b.SetBytes(int64(12 * rows * n))
			for range b.N {
				ReLUBackward(rows, n, dy, y, dz, db)
			}
		})
	}
}

package kernel

import (
	"math"
	"testing"
)

func TestLogSumExp(t *testing.T) {
	eachISA(t, func(t *testing.T) { testLogSumExp[float32](t, 0x1p-24) })
	t.Run("float64", func(t *testing.T) { testLogSumExp[float64](t, 0x1p-53) })
}

// testLogSumExp compares with the definition in float64: softmax64's logarithm. Where x lies within 20 of 0 the
// exponentials are right to some tens of roundings, and so is the logarithm of their sum, absolutely.
func testLogSumExp[T Float](t *testing.T, rounding float64) {
	for _, classes := range lengths {
		if classes == 0 {
			continue
		}
		const rows = 11
		x := normal[T](uint64(classes), rows*classes)
		for i := range x {
			x[i] *= 5
		}
		sums, intactSums := guarded[T](rows)
		y, intactY := guarded[T](rows * classes)
		probs, intactProbs := guarded[T](rows * classes)
		want := make([]T, rows*classes)
		Softmax(rows, classes, x, want)
		for _, p := range [][]T{nil, probs} {
			LogSumExp(rows, classes, x, sums, p)
			LogSoftmax(rows, classes, x, y, p)
			intactSums(t)
			intactY(t)
			intactProbs(t)
			for r := range rows {
				for j, p := range softmax64(x[r*classes : (r+1)*classes]) {
					v := float64(x[r*classes+j])
					if got := float64(y[r*classes+j]); math.Abs(got-math.Log(p)) > rounding*100 {
						t.Fatalf("%d classes: log softmax %d of row %d is %v, want %v", classes, j, r, got, math.Log(p))
					}
					if got := float64(sums[r]); math.Abs(got-(v-math.Log(p))) > rounding*150 {
						t.Fatalf("%d classes: row %d gives %v, want %v", classes, r, got, v-math.Log(p))
					}
				}
			}
		}
		sameBits(t, "probabilities", probs, want)
	}
}

// PyTorch's logsumexp gives the same at infinities.
func TestLogSumExpExtremes(t *testing.T) {
	inf, nan := math.Inf(1), math.NaN()
	for _, test := range []struct {
		x    []float64
		want float64
	}{
		{[]float64{1000, 1000}, 1000 + math.Ln2},
		{[]float64{-1000, -1000}, -1000 + math.Ln2},
		{[]float64{-inf, 3}, 3},
		{[]float64{-inf, -inf}, -inf},
		{[]float64{0, inf}, inf},
		{[]float64{inf, inf}, inf},
		{[]float64{-inf, inf}, inf},
		{[]float64{nan, inf}, nan},
		{[]float64{nan, 0}, nan},
		{[]float64{nan, -inf}, nan},
	} {
		var sums [1]float64
		LogSumExp(1, 2, test.x, sums[:], nil)
		if got := sums[0]; got != test.want && !(math.IsNaN(got) && math.IsNaN(test.want)) {
			t.Errorf("%v gives %v, want %v", test.x, got, test.want)
		}
	}
}

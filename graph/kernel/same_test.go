package kernel

import (
	"fmt"
	"runtime"
	"testing"
)

// results is what every kernel computes on made-up data, in the order of its writing.
func results(t *testing.T, strewn func(seed uint64, n int) []float32, n int) (all []float32) {
	t.Helper()
	keep := func(parts ...[]float32) {
		for _, p := range parts {
			all = append(all, p...)
		}
	}
	loss := func(l float64) {
		keep([]float32{float32(l), float32(l - float64(float32(l)))})
	}
	for _, columns := range []int{1, 10, 33, 100, 512} {
		rows := n / columns
		x, labels, targets := strewn(1, rows*columns), someLabels(rows, columns), normal[float32](3, rows*columns)
		p, d := make([]float32, rows*columns), make([]float32, rows*columns)
		Softmax(rows, columns, x, p)
		keep(p)
		l, err := SoftmaxCrossEntropy(rows, columns, x, labels, p, d)
		if err != nil {
			t.Fatal(err)
		}
		loss(l)
		keep(p, d)
		loss(SoftmaxCrossEntropyOneHot(rows, columns, x, targets, p, d))
		keep(p, d)

		db := make([]float32, columns)
		ReLUBackward(rows, columns, x, targets, d, db)
		keep(d, db)
		ReLUBackward(rows, columns, x, nil, nil, db)
		keep(db)
	}
	x, y, mask := strewn(4, n), make([]float32, n), make([]float32, n)
	Dropout(x, y, mask, 0.4, DropoutKey{Step: 7})
	keep(y, mask)
	Mul(y, x, x)
	keep(y)
	ExpNegative(x, y, 0.5)
	keep(y)
	Sigmoid(x, y)
	keep(y)
	SigmoidSlope(x, y)
	keep(y)
	w, m, v := normal[float32](5, n), make([]float32, n), make([]float32, n)
	for step := 1; step <= 3; step++ {
		Adam(w, x, m, v, NewAdamStep(0.01, 0.9, 0.999, 1e-8, step))
	}
	keep(w, m, v)
	return all
}

// TestSameEverywhere wants the same bytes of every kernel from all instruction sets, on one core, two and three, on data
// large enough to be shared; and whatever the strange values in it.
func TestSameEverywhere(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	const n = 20003
	for name, strewn := range map[string]func(seed uint64, n int) []float32{
		"normal": normal[float32],
		"wide": func(seed uint64, n int) []float32 {
			x := normal[float32](seed, n)
			for i := range x {
				x[i] *= 60
			}
			return x
		},
		"strange": func(seed uint64, n int) []float32 { return withStrange(seed, normal[float32](seed, n)) },
	} {
		t.Run(name, func(t *testing.T) {
			runtime.GOMAXPROCS(1)
			before := active
			active = portable
			want := results(t, strewn, n)
			active = before
			for _, cores := range []int{1, 2, 3} {
				runtime.GOMAXPROCS(cores)
				eachISA(t, func(t *testing.T) { sameBits(t, fmt.Sprint(cores, " cores"), results(t, strewn, n), want) })
			}
		})
	}
}

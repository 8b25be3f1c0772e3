package kernel

import (
	"math"
	"math/rand/v2"
	"testing"
)

// edges are sizes below, at and above the widths of vectors and tiles.
var edges = []int{1, 7, 8, 9, 15, 17, 31, 33}

// layout names one of the three products.
type layout int

const (
	nn layout = iota
	tn
	nt
)

func (l layout) String() string { return [...]string{"NN", "TN", "NT"}[l] }

// call computes c with the function of that layout; bias and relu are NN's.
func call[T Float](l layout, m, n, k int, a, b, bias, c []T, relu bool) {
	switch l {
	case nn:
		NN(m, n, k, a, b, bias, c, relu)
	case tn:
		TN(m, n, k, a, b, c)
	case nt:
		NT(m, n, k, a, b, c)
	}
}

// reference computes element (i, j) in float64, and the sum of the magnitudes,
// which bounds the rounding error of any order of summation.
func reference[T Float](l layout, m, n, k, i, j int, a, b []T) (sum, size float64) {
	for p := range k {
		x, y := a[index(l == tn, i, p, m, k)], b[index(l == nt, p, j, k, n)]
		sum += float64(x) * float64(y)
		size += math.Abs(float64(x) * float64(y))
	}
	return sum, size
}

// index is that of element (row, col) of a matrix of rows × cols, stored
// transposed or not.
func index(transposed bool, row, col, rows, cols int) int {
	if transposed {
		return col*rows + row
	}
	return row*cols + col
}

func random[T Float](r *rand.Rand, n int) []T {
	x := make([]T, n)
	for i := range x {
		x[i] = T(r.NormFloat64())
	}
	return x
}

const canary = -12345.5

// fenced returns n elements with canaries before and behind, and the check of them.
func fenced[T Float](n int) (x []T, intact func() bool) {
	const margin = 64
	whole := make([]T, n+2*margin)
	for i := range whole {
		whole[i] = canary
	}
	return whole[margin : margin+n : margin+n], func() bool {
		for i := range margin {
			if whole[i] != canary || whole[margin+n+i] != canary {
				return false
			}
		}
		return true
	}
}

func testProduct[T Float](t *testing.T, r *rand.Rand, l layout, m, n, k int, epsilon float64) {
	t.Helper()
	a, b := random[T](r, m*k), random[T](r, k*n)
	c, intact := fenced[T](m * n)
	var bias []T
	relu := false
	if l == nn && r.IntN(3) > 0 {
		bias, relu = random[T](r, n), r.IntN(2) == 0
	}
	call(l, m, n, k, a, b, bias, c, relu)
	if !intact() {
		t.Fatalf("%v %dx%dx%d writes beyond its output", l, m, k, n)
	}
	for i := range m {
		for j := range n {
			want, size := reference(l, m, n, k, i, j, a, b)
			if bias != nil {
				want += float64(bias[j])
				size += math.Abs(float64(bias[j]))
			}
			if relu {
				want = max(want, 0)
			}
			// Higham, Accuracy and Stability of Numerical Algorithms, (3.5): k+1 roundings.
			if got := float64(c[i*n+j]); !(math.Abs(got-want) <= float64(k+2)*epsilon*size) {
				t.Fatalf("%v %dx%dx%d (bias %t, relu %t): c[%d,%d] = %v, want %v", l, m, k, n, bias != nil, relu, i, j, got, want)
			}
		}
	}
}

func TestProductsAgainstFloat64(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(1, 2))
		for _, l := range []layout{nn, tn, nt} {
			for _, m := range edges {
				for _, n := range edges {
					for _, k := range edges {
						testProduct[float32](t, r, l, m, n, k, 0x1p-24)
					}
				}
			}
			for range 8 {
				m, n, k := 1+r.IntN(120), 1+r.IntN(120), 1+r.IntN(200)
				testProduct[float32](t, r, l, 1, n, k, 0x1p-24)
				testProduct[float32](t, r, l, m+100, 1+n%12, k+60, 0x1p-24)
				testProduct[float32](t, r, l, m, n, k, 0x1p-24)
				testProduct[float64](t, r, l, m, n, k, 0x1p-53)
			}
		}
	})
}

func TestProductOfNoDepthIsTheBias(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		c := []float32{9, 9, 9, 9, 9, 9}
		NN(2, 3, 0, nil, nil, []float32{1, -2, 3}, c, true)
		for i, want := range []float32{1, 0, 3, 1, 0, 3} {
			if c[i] != want {
				t.Errorf("c[%d] = %v, want %v", i, c[i], want)
			}
		}
		NN[float32](0, 3, 4, nil, make([]float32, 12), nil, nil, false)
		NN[float32](3, 0, 4, make([]float32, 12), nil, nil, nil, false)
	})
}

// A NaN or an Inf anywhere in a factor reaches every element that sums over it,
// also past a zero and through ReLU.
func TestProductsPropagateNaNAndInf(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 4))
		for _, l := range []layout{nn, tn, nt} {
			for range 100 {
				m, n, k := 1+r.IntN(40), 1+r.IntN(40), 1+r.IntN(40)
				a, b, c := make([]float32, m*k), make([]float32, k*n), make([]float32, m*n)
				a[r.IntN(len(a))] = []float32{inf, -inf, nan}[r.IntN(3)]
				b[r.IntN(len(b))] = []float32{inf, -inf, nan, 1}[r.IntN(4)]
				call(l, m, n, k, a, b, nil, c, true)
				for i := range m {
					for j := range n {
						want, _ := reference(l, m, n, k, i, j, a, b)
						if l == nn && want < 0 {
							want = 0
						}
						if got := float64(c[i*n+j]); got != want && (got == got || want == want) {
							t.Fatalf("%v %dx%dx%d: c[%d,%d] = %v, want %v", l, m, k, n, i, j, got, want)
						}
					}
				}
			}
		}
	})
}

func TestProductsRefuseShortSlices(t *testing.T) {
	full := make([]float32, 6)
	for name, f := range map[string]func(){
		"a":        func() { NN(2, 3, 2, full[:3], full, nil, full, false) },
		"b":        func() { NN(2, 3, 2, full, full[:5], nil, full, false) },
		"bias":     func() { NN(2, 3, 2, full, full, full[:2], full, false) },
		"c":        func() { TN(2, 3, 2, full, full, full[:5]) },
		"negative": func() { NT(-1, 3, 2, full, full, full) },
	} {
		t.Run(name, func(t *testing.T) {
			defer func() {
				if recover() == nil {
					t.Error("no panic")
				}
			}()
			f()
		})
	}
}

func TestProductsAllocateNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	const m, n, k = 64, 128, 64
	a, b, bias, c := make([]float32, m*k), make([]float32, k*n), make([]float32, n), make([]float32, m*n)
	wide := make([]float64, m*n)
	for name, f := range map[string]func(){
		"NN":         func() { NN(m, n, k, a, b, bias, c, true) },
		"one row":    func() { NN(1, n, k, a, b, bias, c, true) },
		"TN":         func() { TN(m, n, k, a, b, c) },
		"NT":         func() { NT(m, n, k, a, b, c) },
		"NN float64": func() { NN(8, 8, 8, wide, wide, nil, wide[64:], false) },
	} {
		f()
		if got := testing.AllocsPerRun(20, f); got != 0 {
			t.Errorf("%s allocates %v times, want 0", name, got)
		}
	}
}

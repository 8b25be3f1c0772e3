package kernel

import (
	"math"
	"testing"
)

// softmax64 is the definition, in float64.
func softmax64[T Float](x []T) []float64 {
	maximum := math.Inf(-1)
	for _, v := range x {
		maximum = math.Max(maximum, float64(v))
	}
	p, sum := make([]float64, len(x)), 0.0
	for j, v := range x {
		p[j] = math.Exp(float64(v) - maximum)
		sum += p[j]
	}
	for j := range p {
		p[j] /= sum
	}
	return p
}

func TestSoftmax(t *testing.T) {
	eachISA(t, func(t *testing.T) { testSoftmax[float32](t, 0x1p-24) })
	t.Run("float64", func(t *testing.T) { testSoftmax[float64](t, 0x1p-53) })
}

// testSoftmax allows a relative error of four roundings, and as many as x - max is wide, whose own rounding the
// exponential turns into a relative one.
func testSoftmax[T Float](t *testing.T, rounding float64) {
	for _, classes := range lengths {
		const rows = 3
		x := normal[T](uint64(classes), rows*classes)
		for i := range x {
			x[i] *= 5
		}
		p, intact := guarded[T](rows * classes)
		Softmax(rows, classes, x, p)
		intact(t)
		for r := range rows {
			for j, want := range softmax64(x[r*classes : (r+1)*classes]) {
				tolerance := rounding * (4 + 40) * want // of deviation 5: within 20 of 0, all of them
				if got := float64(p[r*classes+j]); math.Abs(got-want) > tolerance {
					t.Fatalf("%d classes: probability %d of row %d is %v, want %v", classes, j, r, got, want)
				}
			}
		}
		Softmax(rows, classes, x, x)
		sameBits(t, "in place", x, p)
	}
}

func TestSoftmaxExtremes(t *testing.T) { eachISA(t, testSoftmaxExtremes) }

func testSoftmaxExtremes(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	for _, test := range []struct {
		name    string
		x, want []float32
	}{
		{"far apart", []float32{1000, -1000, 1000, -1000}, []float32{0.5, 0, 0.5, 0}},
		{"equal and huge", []float32{-math.MaxFloat32, -math.MaxFloat32}, []float32{0.5, 0.5}},
		{"an excluded class", []float32{3, -inf, 3}, []float32{0.5, 0, 0.5}},
		{"a single class", []float32{-7}, []float32{1}},
		{"nothing but excluded", []float32{-inf, -inf}, []float32{nan, nan}},
		{"infinite", []float32{0, inf}, []float32{nan, nan}},
		{"not a number", []float32{nan, 1, 2}, []float32{nan, nan, nan}},
		{"not a number last", []float32{1, 2, nan}, []float32{nan, nan, nan}},
	} {
		t.Run(test.name, func(t *testing.T) {
			p := make([]float32, len(test.x))
			Softmax(1, len(test.x), test.x, p)
			sameBits(t, "p", p, test.want)
		})
	}
}

func TestSoftmaxAllocatesNothing(t *testing.T) { eachISA(t, testSoftmaxAllocatesNothing) }

func testSoftmaxAllocatesNothing(t *testing.T) {
	x, p := normal[float32](1, 1280), make([]float32, 1280)
	noAllocations(t, func() { Softmax(128, 10, x, p) })
}

func BenchmarkSoftmax(b *testing.B) {
	x, p := normal[float32](1, 1280), make([]float32, 1280)
	b.SetBytes(8 * 1280)
	for range b.N {
		Softmax(128, 10, x, p)
	}
}

package kernel

import (
	"fmt"
	"math"
	"testing"
)

// mask draws n elements of a mask.
func mask(n int, rate float64, key DropoutKey) []float32 {
	x, m := make([]float32, n), make([]float32, n)
	Dropout(x, x, m, rate, key)
	return m
}

// TestDropoutIsPhilox checks the elements against the generator, element by element: the counter's lower half is the
// block, its upper half and the key are the block of (Stream, Step) under Seed.
func TestDropoutIsPhilox(t *testing.T) { eachISA(t, testDropoutIsPhilox) }

func testDropoutIsPhilox(t *testing.T) {
	const rate = 0.3
	key := DropoutKey{Seed: 1<<40 + 5, Stream: 1<<33 + 2, Step: 1<<50 + 77}
	for _, n := range lengths {
		x := withStrange(1, normal[float32](1, n))
		y, yIntact := guarded[float32](n)
		m, mIntact := guarded[float32](n)
		Dropout(x, y, m, rate, key)
		yIntact(t)
		mIntact(t)
		sub := philox(7, [4]uint32{1 << 1 * 1, 2, 77, 1 << 18}, [2]uint32{5, 1 << 8})
		want, wantY := make([]float32, n), make([]float32, n)
		for i := range want {
			group, word, block := i/64, i%64/16, i%16
			random := philox(7, [4]uint32{uint32(16*group + block), 0, sub[2], sub[3]}, [2]uint32{sub[0], sub[1]})[word]
			if float64(random) >= math.Floor(rate*(1<<32)) {
				want[i] = float32(1 / (1 - rate))
			}
			wantY[i] = x[i] * want[i]
		}
		sameBits(t, "mask", m, want)
		sameBits(t, "y", y, wantY)
		Dropout(x, x, m, rate, key)
		sameBits(t, "y in place", x, wantY)
	}
}

// TestDropoutInFloat64 checks that float64 drops what float32 drops, for the gradient checks.
func TestDropoutInFloat64(t *testing.T) {
	key := DropoutKey{Seed: 3}
	x, m := normal[float64](1, 1003), make([]float64, 1003)
	y := make([]float64, 1003)
	Dropout(x, y, m, 0.2, key)
	for i, v := range mask(1003, 0.2, key) {
		if (v == 0) != (m[i] == 0) || m[i] != 0 && m[i] != 1/(1-0.2) || y[i] != x[i]*m[i] {
			t.Fatalf("element %d: mask is %v in float32, %v in float64, y is %v of %v", i, v, m[i], y[i], x[i])
		}
	}
}

// TestDropoutStatistics checks, within four standard deviations: the share dropped, the mean of the mask (so that the
// expectation of y is x), and that elements that lie any number apart up to 130 fall independently, as do two masks
// of different seeds, streams and steps.
func TestDropoutStatistics(t *testing.T) {
	const n = 1 << 16
	for _, rate := range []float64{0.01, 0.2, 0.5, 0.9} {
		t.Run(fmt.Sprint(rate), func(t *testing.T) {
			key := DropoutKey{Seed: 1, Stream: 2, Step: 3}
			m := mask(n, rate, key)
			dropped, sum := 0.0, 0.0
			for _, v := range m {
				sum += float64(v)
				if v == 0 {
					dropped++
				}
			}
			deviation := math.Sqrt(rate * (1 - rate) / n)
			if math.Abs(dropped/n-rate) > 4*deviation {
				t.Errorf("%v of the elements are dropped, want %v ± %v", dropped/n, rate, deviation)
			}
			if math.Abs(sum/n-1) > 4*deviation/(1-rate) {
				t.Errorf("the mean of the mask is %v, want 1", sum/n)
			}
			for lag := 1; lag <= 130; lag++ {
				independent(t, fmt.Sprint("lag ", lag), rate, m[lag:], m[:n-lag])
			}
			for name, other := range map[string]DropoutKey{
				"seed":         {Seed: 2, Stream: 2, Step: 3},
				"upper seed":   {Seed: 1 + 1<<32, Stream: 2, Step: 3},
				"stream":       {Seed: 1, Stream: 3, Step: 3},
				"upper stream": {Seed: 1, Stream: 2 + 1<<32, Step: 3},
				"step":         {Seed: 1, Stream: 2, Step: 4},
				"upper step":   {Seed: 1, Stream: 2, Step: 3 + 1<<32},
			} {
				independent(t, name, rate, m, mask(n, rate, other))
			}
		})
	}
}

// independent fails where both masks drop an element more or less often, by five deviations of a product of
// independent events, than rate². Five, because it is asked some 500 times: by chance that fails once in 3000 seeds.
func independent(t *testing.T, what string, rate float64, a, b []float32) {
	t.Helper()
	both := 0.0
	for i := range a {
		if a[i] == 0 && b[i] == 0 {
			both++
		}
	}
	n, p := float64(len(a)), rate*rate
	// Pairs that share an element are correlated: var <= n·(p(1-p) + 2·rate³(1-rate)).
	deviation := math.Sqrt(n * (p*(1-p) + 2*rate*p*(1-rate)))
	if math.Abs(both-n*p) > 5*deviation {
		t.Errorf("%s: %v elements fall together, want %.0f ± %.0f", what, both, n*p, deviation)
	}
}

func TestDropoutAtTheEnds(t *testing.T) { eachISA(t, testDropoutAtTheEnds) }

func testDropoutAtTheEnds(t *testing.T) {
	for _, test := range []struct {
		rate float64
		want float32
	}{{0, 1}, {-1, 1}, {math.NaN(), 1}, {1, 0}, {2, 0}} {
		for i, v := range mask(200, test.rate, DropoutKey{}) {
			if v != test.want {
				t.Fatalf("rate %v: element %d of the mask is %v, want %v", test.rate, i, v, test.want)
			}
		}
	}
}

func TestDropoutAllocatesNothing(t *testing.T) { eachISA(t, testDropoutAllocatesNothing) }

func testDropoutAllocatesNothing(t *testing.T) {
	x, m := make([]float32, 1003), make([]float32, 1003)
	noAllocations(t, func() { Dropout(x, x, m, 0.2, DropoutKey{}) })
}

func BenchmarkDropout(b *testing.B) {
	for _, n := range []int{64 * 128, 128 * 512} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			x, y, m := normal[float32](1, n), make([]float32, n), make([]float32, n)
			b.SetBytes(int64(12 * n))
			for i := range b.N {
				Dropout(x, y, m, 0.2, DropoutKey{Step: uint64(i)})
			}
		})
	}
}

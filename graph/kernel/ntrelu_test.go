package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// Shapes (m, n, k) with edges of lines and of tiles, shallow and deep.
var ntReLUShapes = [][3]int{{1, 1, 1}, {3, 63, 10}, {7, 64, 64}, {33, 65, 10}, {128, 512, 10}, {9, 130, 65}, {5, 40, 0}, {0, 3, 2}, {2, 0, 4}}

// In float64, NT and ReLUBackward by their definitions; in float32, their very bits.
func TestNTReLU(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(61, 62))
		for _, shape := range ntReLUShapes {
			m, n, k := shape[0], shape[1], shape[2]
			a, b, y := random[float32](r, m*k), random[float32](r, n*k), random[float32](r, m*n)
			y = withStrange(3, y)
			product := make([]float32, m*n)
			NT(m, n, k, a, b, product)
			wantDz, wantDb := reluBackward(m, n, product, y)
			dz, intact := fenced[float32](m * n)
			db, dbIntact := fenced[float32](n)
			copy(db, random[float32](r, n)) // is overwritten
			NTReLU(m, n, k, a, b, y, dz, db)
			sameBits(t, fmt.Sprint("dz ", shape), dz, wantDz)
			sameBits(t, fmt.Sprint("db ", shape), db, wantDb)
			clear(dz)
			NTReLU(m, n, k, a, b, y, dz, nil)
			sameBits(t, fmt.Sprint("dz alone ", shape), dz, wantDz)
			if !intact() || !dbIntact() {
				t.Fatalf("%v: written beside the output", shape)
			}
		}
	})
	r := rand.New(rand.NewPCG(63, 64))
	const m, n, k = 3, 5, 4
	a, b, y := random[float64](r, m*k), random[float64](r, n*k), random[float64](r, m*n)
	dz, db := make([]float64, m*n), make([]float64, n)
	NTReLU(m, n, k, a, b, y, dz, db)
	for j := range n {
		sum := 0.0
		for i := range m {
			want, size := reference(nt, m, n, k, i, j, a, b)
			if !(y[i*n+j] > 0) {
				want = 0
			}
			if diff := dz[i*n+j] - want; diff > 1e-15*(size+1) || diff < -1e-15*(size+1) {
				t.Errorf("dz[%d, %d] is %v, want %v", i, j, dz[i*n+j], want)
			}
			sum += dz[i*n+j]
		}
		if sum != db[j] {
			t.Errorf("db[%d] is %v, want %v", j, db[j], sum)
		}
	}
}

func TestNTReLUDoesNotDependOnCores(t *testing.T) {
	r := rand.New(rand.NewPCG(65, 66))
	const m, n, k = 128, 1000, 20
	a, b, y := random[float32](r, m*k), random[float32](r, n*k), random[float32](r, m*n)
	var want []float32
	withCores(t, func(t *testing.T) {
		dz, db := make([]float32, m*n), make([]float32, n)
		NTReLU(m, n, k, a, b, y, dz, db)
		if want == nil {
			want = append(dz, db...)
		}
		sameBits(t, "dz and db", append(dz, db...), want)
	})
}

func TestNTReLUAllocatesNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	eachISA(t, func(t *testing.T) {
		const m, n, k = 32, 128, 10
		a, b, y := normal[float32](1, m*k), normal[float32](2, n*k), normal[float32](3, m*n)
		dz, db := make([]float32, m*n), make([]float32, n)
		noAllocations(t, func() { NTReLU(m, n, k, a, b, y, dz, db) })
	})
}

func TestNTReLURefusesShortSlices(t *testing.T) {
	const m, n, k = 3, 5, 4
	x := make([]float32, m*n)
	for name, f := range map[string]func(){
		"a":  func() { NTReLU(m, n, k, x[:m*k-1], make([]float32, n*k), x, x, nil) },
		"b":  func() { NTReLU(m, n, k, x, make([]float32, n*k-1), x, x, nil) },
		"y":  func() { NTReLU(m, n, k, x, make([]float32, n*k), x[:m*n-1], x, nil) },
		"dz": func() { NTReLU(m, n, k, x, make([]float32, n*k), x, x[:m*n-1], nil) },
		"db": func() { NTReLU(m, n, k, x, make([]float32, n*k), x, x, x[:n-1]) },
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

func BenchmarkNTReLU(b *testing.B) {
	for _, shape := range [][3]int{{32, 128, 10}, {64, 128, 64}, {128, 512, 10}, {128, 800, 400}} {
		m, n, k := shape[0], shape[1], shape[2]
		x, w, y := normal[float32](1, m*k), normal[float32](2, n*k), normal[float32](3, m*n)
		dz, db := make([]float32, m*n), make([]float32, n)
		for name, f := range map[string]func(){
			"Together": func() { NTReLU(m, n, k, x, w, y, dz, db) },
			"Apart":    func() { NT(m, n, k, x, w, dz); ReLUBackward(m, n, dz, y, dz, db) },
		} {
			b.Run(fmt.Sprintf("%s/%dx%dx%d", name, m, k, n), func(b *testing.B) {
				for b.Loop() {
					f()
				}
			})
		}
	}
}

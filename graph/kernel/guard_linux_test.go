package kernel

import (
	"math/rand/v2"
	"syscall"
	"testing"
	"unsafe"
)

// beforeGuard returns n elements that end where the readable memory ends, so that a
// read or a write beyond them kills the test.
func beforeGuard(t *testing.T, n int) []float32 {
	t.Helper()
	page := syscall.Getpagesize()
	size := (4*n + page - 1) / page * page
	memory, err := syscall.Mmap(-1, 0, size+page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Skip("no memory to guard: ", err)
	}
	t.Cleanup(func() { _ = syscall.Munmap(memory) })
	if err := syscall.Mprotect(memory[size:], syscall.PROT_NONE); err != nil {
		t.Fatal(err)
	}
	return unsafe.Slice((*float32)(unsafe.Pointer(&memory[size-4*n])), n)
}

func randomBeforeGuard(t *testing.T, r *rand.Rand, n int) []float32 {
	t.Helper()
	x := beforeGuard(t, n)
	copy(x, random[float32](r, n))
	return x
}

func TestProductsStayInsideTheirSlices(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(15, 16))
		for range 150 {
			m, n, k := 1+r.IntN(40), 1+r.IntN(70), 1+r.IntN(40)
			switch r.IntN(4) {
			case 0:
				m += 150
			case 1:
				m, n = 1, n+60
			case 2:
				m, n, k = m+150, 1+n%12, k+60
			}
			a, b := randomBeforeGuard(t, r, m*k), randomBeforeGuard(t, r, k*n)
			bias, c := randomBeforeGuard(t, r, n), beforeGuard(t, m*n)
			for _, l := range []layout{nn, tn, nt} {
				call(l, m, n, k, a, b, bias, c, false)
			}
		}
	})
}

func TestSparseStaysInsideItsSlices(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(35, 36))
		for range 60 {
			rows, cols, n := 1+r.IntN(40), 1+r.IntN(250), 1+r.IntN(140)
			x, w, bias, dy := beforeGuard(t, rows*cols), randomBeforeGuard(t, r, cols*n), randomBeforeGuard(t, r, n), randomBeforeGuard(t, r, rows*n)
			copy(x, pictures(r, rows, cols, 0, r.Float64()))
			c, dw := beforeGuard(t, rows*n), beforeGuard(t, cols*n)
			for _, hidden := range []bool{false, true} {
				s := Sparse{Hidden: hidden}
				s.Scan(rows, cols, n, x)
				s.force()
				s.NN(w, bias, c, true)
				s.TN(dy, dw)
			}
		}
	})
}

func TestDescentsStayInsideTheirSlices(t *testing.T) {
	for name, c := range descents {
		t.Run(name, func(t *testing.T) {
			eachISA(t, func(t *testing.T) {
				r := rand.New(rand.NewPCG(37, 38))
				for range 4 {
					n := 1 + r.IntN(200)
					var kept [][]float32
					for range c.signed {
						kept = append(kept, beforeGuard(t, n))
					}
					c.step(randomBeforeGuard(t, r, n), randomBeforeGuard(t, r, n), kept)
				}
			})
		})
	}
}

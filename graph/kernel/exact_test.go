package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"sync"
	"testing"
)

// simdISAs runs f under each instruction set that fuses multiply and add.
func simdISAs(f func()) {
	defer func(before isa) { active = before }(active)
	for set := avx2; set <= best(); set++ {
		active = set
		f()
	}
}

// firstDifference is the first element whose bits differ; -1 if there is none.
func firstDifference(a, b []float32) int {
	for i := range a {
		if math.Float32bits(a[i]) != math.Float32bits(b[i]) {
			return i
		}
	}
	return -1
}

// exactShapes has several panels, blocks and bands, and edges of each.
var exactShapes = [][3]int{{1, 64, 20}, {1, 205, 33}, {12, 32, 1}, {150, 10, 70}, {130, 1, 64}, {33, 17, 9}, {128, 10, 400}, {130, 97, 784}, {400, 100, 33}, {700, 48, 790}}

func TestProductsDoNotDependOnISAOrCores(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, s := range exactShapes {
		m, n, k := s[0], s[1], s[2]
		a, b, bias := random[float32](r, m*k), random[float32](r, k*n), random[float32](r, n)
		for _, l := range []layout{nn, tn, nt} {
			var want []float32
			simdISAs(func() {
				withCores(t, func(t *testing.T) {
					c := make([]float32, m*n)
					call(l, m, n, k, a, b, bias, c, true)
					if want == nil {
						want = c
					} else if i := firstDifference(c, want); i >= 0 {
						t.Errorf("%v %v on %s: c[%d] = %v, elsewhere %v", l, s, ISA(), i, c[i], want[i])
					}
				})
			})
		}
	}
}

// One fused multiply-add an element and step, k ascending, then bias: what
// math.FMA in float64 gives when each step is rounded to odd and then to float32
// (Boldo & Melquiond, Emulation of FMA and Correctly Rounded Sums, 2008).
func TestProductsSumInOneOrder(t *testing.T) {
	const m, n, k = 13, 35, 50
	r := rand.New(rand.NewPCG(9, 10))
	a, b, bias, c := random[float32](r, m*k), random[float32](r, k*n), random[float32](r, n), make([]float32, m*n)
	simdISAs(func() {
		NN(m, n, k, a, b, bias, c, false)
		for i := range m {
			for j := range n {
				var sum float32
				for p := range k {
					sum = fma32(a[i*k+p], b[p*n+j], sum)
				}
				if want := sum + bias[j]; c[i*n+j] != want {
					t.Fatalf("%s: c[%d,%d] = %v, want %v", ISA(), i, j, c[i*n+j], want)
				}
			}
		}
	})
}

// fma32 is x·y + z rounded once.
func fma32(x, y, z float32) float32 {
	product, addend := float64(x)*float64(y), float64(z) // the product is exact
	sum := product + addend
	rest := sum - product
	lost := (product - (sum - rest)) + (addend - rest) // Knuth's two-sum
	if bits := math.Float64bits(sum); lost != 0 && bits&1 == 0 {
		if (lost > 0) == (sum > 0) {
			bits++
		} else {
			bits--
		}
		sum = math.Float64frombits(bits)
	}
	return float32(sum)
}

func TestProductsFromManyGoroutines(t *testing.T) {
	const m, n, k = 96, 130, 70
	r := rand.New(rand.NewPCG(11, 12))
	a, b := random[float32](r, m*k), random[float32](r, k*n)
	want := make([]float32, m*n)
	NN(m, n, k, a, b, nil, want, false)
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			c := make([]float32, m*n)
			for range 20 {
				NN(m, n, k, a, b, nil, c, false)
				if i := firstDifference(c, want); i >= 0 {
					t.Errorf("concurrent product: c[%d] = %v, want %v", i, c[i], want[i])
					return
				}
			}
		})
	}
	wg.Wait()
}

// c += a·b over matrices that are parts of wider ones.
func TestProductIntoPartOfAMatrix(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(13, 14))
		for _, s := range [][3]int{{1, 1, 1}, {7, 9, 5}, {13, 33, 17}, {40, 70, 20}} {
			m, n, k := s[0], s[1], s[2]
			row := n + 3
			a, b, c := random[float32](r, m*(k+2)), random[float32](r, k*(n+1)), random[float32](r, m*row)
			before := append([]float32(nil), c...)
			p := product[float32]{m: m, n: n, k: k, a: a, aRow: k + 2, aCol: 1, b: b, bRow: n + 1, bCol: 1, c: c, cRow: row, add: true}
			p.do()
			for i := range m {
				for j := range row {
					want := float64(before[i*row+j])
					for q := range k {
						if j < n {
							want += float64(a[i*(k+2)+q]) * float64(b[q*(n+1)+j])
						}
					}
					got := c[i*row+j]
					if j >= n && got != before[i*row+j] {
						t.Fatalf("%v: wrote beyond the columns", s)
					}
					if math.Abs(float64(got)-want) > 1e-4 {
						t.Fatalf("%v: c[%d,%d] = %v, want %v", s, i, j, got, want)
					}
				}
			}
		}
	})
}

func ExampleNN() {
	x := []float32{1, 2, 3, 4} // (2, 2)
	w := []float32{1, 0, -1, 0, 1, -1}
	y := make([]float32, 6)
	NN(2, 3, 2, x, w, []float32{0, 1, 0}, y, true)
	fmt.Println(y)
	// Output: [1 3 0 3 5 0]
}

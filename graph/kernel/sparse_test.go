package kernel

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// pictures returns x with a share of density of its entries drawn at random, the
// others equal to the background.
func pictures(r *rand.Rand, rows, cols int, background float32, density float64) []float32 {
	x := make([]float32, rows*cols)
	for i := range x {
		x[i] = background
		if r.Float64() < density {
			x[i] = background + float32(1+r.IntN(255))/127.5
		}
	}
	return x
}

// sparseShapes are (rows, cols, n): blocks, panels, groups and bands with edges.
var sparseShapes = [][3]int{{32, 784, 128}, {40, 113, 64}, {9, 16, 65}, {33, 225, 96}, {50, 1, 48}, {17, 2, 70}, {600, 30, 49}, {64, 100, 160}, {33, 1024, 70}}

func TestSparseHasTheBitsOfDense(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(21, 22))
		var s Sparse
		for _, shape := range sparseShapes {
			rows, cols, n := shape[0], shape[1], shape[2]
			for _, density := range []float64{0, 0.02, 0.2, 0.3} {
				x := pictures(r, rows, cols, 0, density)
				x[r.IntN(len(x))] = float32(math.Copysign(0, -1))
				w, bias, dy := random[float32](r, cols*n), random[float32](r, n), random[float32](r, rows*n)
				s.Scan(rows, cols, n, x)
				s.pays = true // the small shapes are for correctness
				got, intact := fenced[float32](rows * n)
				want := make([]float32, rows*n)
				for _, relu := range []bool{false, true} {
					s.NN(w, bias, got, relu)
					DataNN(rows, n, cols, x, w, bias, want, relu)
					sameBits(t, fmt.Sprint("NN ", shape, density), got, want)
				}
				gotW, intactW := fenced[float32](cols * n)
				wantW := make([]float32, cols*n)
				s.TN(dy, gotW)
				TN(cols, n, rows, x, dy, wantW)
				sameBits(t, fmt.Sprint("TN ", shape, density), gotW, wantW)
				hidden := Sparse{Hidden: true}
				if !hidden.Scan(rows, cols, n, x) && cols == 784 {
					t.Fatalf("hidden %v, density %v: not skipped", shape, density)
				}
				hidden.NN(w, bias, got, true)
				NN(rows, n, cols, x, w, bias, want, true)
				sameBits(t, fmt.Sprint("hidden NN ", shape, density), got, want)
				hidden.force()
				hidden.TN(dy, gotW)
				sameBits(t, fmt.Sprint("hidden TN ", shape, density), gotW, wantW)
				if !intact() || !intactW() {
					t.Fatalf("%v: written beside the output", shape)
				}
			}
		}
	})
}

// force lists what it was not worth listing.
func (s *Sparse) force() {
	if !s.pays {
		s.begin()
		s.byRow.Run(0, blocksOf(s.cols))
		s.pays = true
	}
}

func TestSparseBackgroundAgainstFloat64(t *testing.T) {
	var want [2][]float32 // of the first instruction set that fuses
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(23, 24))
		const rows, cols, n = 40, 230, 100
		x := pictures(r, rows, cols, -1, 0.2)
		w, bias, dy := random[float32](r, cols*n), random[float32](r, n), random[float32](r, rows*n)
		var s Sparse
		if !s.Scan(rows, cols, n, x) || s.background != -1 {
			t.Fatalf("Scan does not find the background -1, but %v (pays: %t)", s.background, s.pays)
		}
		c, dw := make([]float32, rows*n), make([]float32, cols*n)
		s.NN(w, bias, c, false)
		s.TN(dy, dw)
		near := func(l layout, m, k int, a, b, got []float32) {
			for i := range m {
				for j := range n {
					want, size := reference(l, m, n, k, i, j, a, b)
					if l == nn {
						want += float64(bias[j])
					}
					// Up to 2 + 1 for each entry of magnitude 1: three times the dense bound.
					if math.Abs(float64(got[i*n+j])-want) > 3*float64(k+2)*0x1p-24*(size+3) {
						t.Fatalf("%v[%d,%d] = %v, want %v", l, i, j, got[i*n+j], want)
					}
				}
			}
		}
		near(nn, rows, cols, x, w, c)
		near(tn, cols, rows, x, dy, dw)
		if active == portable {
			return
		}
		if want[0] == nil {
			want = [2][]float32{c, dw}
		}
		sameBits(t, "NN", c, want[0])
		sameBits(t, "TN", dw, want[1])
	})
}

func TestSparseDoesNotDependOnCores(t *testing.T) {
	r := rand.New(rand.NewPCG(25, 26))
	const rows, cols, n = 70, 300, 200
	x := pictures(r, rows, cols, -1, 0.2)
	w, dy := random[float32](r, cols*n), random[float32](r, rows*n)
	var c, dw []float32
	withCores(t, func(t *testing.T) {
		var s Sparse
		s.Scan(rows, cols, n, x)
		gotC, gotW := make([]float32, rows*n), make([]float32, cols*n)
		s.NN(w, nil, gotC, true)
		s.TN(dy, gotW)
		if c == nil {
			c, dw = gotC, gotW
		}
		sameBits(t, "NN", gotC, c)
		sameBits(t, "TN", gotW, dw)
	})
}

// 0·Inf is NaN: an Inf in a row of w, or of dy, that no entry of x picks must
// show all the same, for both backgrounds and in hidden layers.
func TestSparseDoesNotHideInfAndNaN(t *testing.T) {
	const rows, cols, n = 40, 120, 70
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(27, 28))
		for _, c := range []struct {
			background float32
			hidden     bool
		}{{background: 0}, {background: -1}, {hidden: true}} {
			background := c.background
			x := pictures(r, rows, cols, background, 0.1)
			for i := range rows {
				x[i*cols+5] = background
			}
			for j := range cols {
				x[7*cols+j] = background
			}
			for _, bad := range []float64{math.Inf(1), math.Inf(-1), math.NaN()} {
				w, dy := random[float32](r, cols*n), random[float32](r, rows*n)
				w[5*n+69], dy[7*n+3] = float32(bad), float32(bad)
				s := Sparse{Hidden: c.hidden}
				if !s.Scan(rows, cols, n, x) {
					t.Fatal("Scan finds no background")
				}
				got, want := make([]float32, rows*n), make([]float32, rows*n)
				s.NN(w, nil, got, false)
				DataNN(rows, n, cols, x, w, nil, want, false)
				sameBits(t, "NN", got, want)
				gotW, wantW := make([]float32, cols*n), make([]float32, cols*n)
				s.TN(dy, gotW)
				TN(cols, n, rows, x, dy, wantW)
				sameBits(t, "TN", gotW, wantW)
			}
		}
	})
}

func TestScan(t *testing.T) {
	r := rand.New(rand.NewPCG(29, 30))
	nan := float32(math.NaN())
	for _, c := range []struct {
		name          string
		rows, cols, n int
		background    float32
		density       float64
		want          bool
	}{
		{"digits", 128, 784, 512, 0, 0.19, true},
		{"digits from -1 to 1", 64, 784, 128, -1, 0.19, true},
		{"standardised digits", 64, 784, 128, -0.4242, 0.19, true},
		{"small batch", 32, 784, 128, 0, 0.19, true},
		{"photo", 128, 784, 512, 0, 0.9, false},
		{"half", 128, 784, 512, 0, 0.45, true},
		{"more than half", 128, 784, 512, 0, 0.6, false},
		{"one row", 1, 784, 512, 0, 0.19, false},
		{"few columns", 128, 784, 10, 0, 0.19, false},
		{"NaN", 128, 784, 512, nan, 0.1, false},
		{"infinite", 128, 784, 512, float32(math.Inf(1)), 0, false},
		{"empty", 0, 784, 512, 0, 0, false},
		{"no columns", 5, 0, 512, 0, 0, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			var s Sparse
			x := pictures(r, c.rows, c.cols, c.background, c.density)
			if got := s.Scan(c.rows, c.cols, c.n, x); got != c.want {
				t.Errorf("Scan = %t, want %t", got, c.want)
			}
		})
	}
}

// What a layer puts out is skipped beside its zeros only, since another background
// changes the last bits, and up to a larger share of the rest.
func TestScanOfHidden(t *testing.T) {
	r := rand.New(rand.NewPCG(33, 34))
	for _, c := range []struct {
		name          string
		rows, cols, n int
		background    float32
		density       float64
		want          bool
	}{
		{"wide", 128, 800, 400, 0, 0.4, true},
		{"at first", 128, 800, 400, 0, 0.9, false},
		{"saturated", 128, 800, 400, -1, 0.1, false},
		{"narrow, dropped out", 32, 128, 128, 0, 0.3, true},
		{"output", 128, 512, 10, 0, 0.1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := Sparse{Hidden: true}
			if got := s.Scan(c.rows, c.cols, c.n, pictures(r, c.rows, c.cols, c.background, c.density)); got != c.want {
				t.Errorf("Scan = %t, want %t", got, c.want)
			}
		})
	}
}

func TestSparseRefusesShortSlices(t *testing.T) {
	x := make([]float32, 600)
	var s Sparse
	s.Scan(20, 30, 60, x)
	for name, f := range map[string]func(){
		"x":    func() { new(Sparse).Scan(21, 30, 60, x) },
		"w":    func() { s.NN(make([]float32, 1799), nil, make([]float32, 1200), false) },
		"bias": func() { s.NN(make([]float32, 1800), make([]float32, 59), make([]float32, 1200), false) },
		"c":    func() { s.NN(make([]float32, 1800), nil, make([]float32, 1199), false) },
		"dy":   func() { s.TN(make([]float32, 1199), make([]float32, 1800)) },
		"dw":   func() { s.TN(make([]float32, 1200), make([]float32, 1799)) },
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

func TestSparseAllocatesNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	r := rand.New(rand.NewPCG(31, 32))
	const rows, cols, n = 64, 200, 100
	x := pictures(r, rows, cols, 0, 0.2)
	w, dy, c, dw := random[float32](r, cols*n), random[float32](r, rows*n), make([]float32, rows*n), make([]float32, cols*n)
	var s Sparse
	step := func() {
		s.Scan(rows, cols, n, x)
		s.NN(w, nil, c, true)
		s.TN(dy, dw)
	}
	step()
	if got := testing.AllocsPerRun(20, step); got != 0 {
		t.Errorf("a sparse step allocates %v times, want 0", got)
	}
}

// DataNN's sums in halves differ from NN's in their last bits only, and for a
// single image they are those that it has among others.
func TestDataNNAgainstFloat64(t *testing.T) {
	var want []float32 // of the first instruction set that fuses
	eachISA(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(51, 52))
		for _, shape := range [][3]int{{32, 784, 128}, {33, 225, 40}, {5, 100, 64}, {1, 784, 16}} {
			rows, cols, n := shape[0], shape[1], shape[2]
			x, w, bias := random[float32](r, rows*cols), random[float32](r, cols*n), random[float32](r, n)
			for _, relu := range []bool{false, true} {
				c, intact := fenced[float32](rows * n)
				DataNN(rows, n, cols, x, w, bias, c, relu)
				for i := range rows {
					for j := range n {
						want, size := reference(nn, rows, n, cols, i, j, x, w)
						want += float64(bias[j])
						if relu {
							want = max(want, 0)
						}
						if math.Abs(float64(c[i*n+j])-want) > float64(cols+3)*0x1p-24*(size+1) {
							t.Fatalf("%v: element (%d, %d) is %v, want %v", shape, i, j, c[i*n+j], want)
						}
					}
				}
				if !intact() {
					t.Fatalf("%v: written beside the output", shape)
				}
				alone := make([]float32, n)
				DataNN(1, n, cols, x[(rows-1)*cols:], w, bias, alone, relu)
				sameBits(t, fmt.Sprint(shape, " alone"), alone, c[(rows-1)*n:])
			}
			if rows == 32 && active != portable {
				c := make([]float32, rows*n)
				DataNN(rows, n, cols, x, w, nil, c, false)
				if want == nil {
					want = c
				}
				sameBits(t, "instruction sets", c, want)
			}
		}
	})
}

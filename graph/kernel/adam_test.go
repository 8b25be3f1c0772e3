package kernel

import (
	"math"
	"math/rand/v2"
	"runtime"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// parameter is a weight and its gradient as AdamSolver takes them.
type parameter struct{ w, g *tensor.Dense }

func (p parameter) Value() gorgonia.Value         { return p.w }
func (p parameter) Grad() (gorgonia.Value, error) { return p.g, nil }
func vector(x []float32) *tensor.Dense {
	return tensor.New(tensor.WithShape(len(x)), tensor.WithBacking(x))
}
func (p parameter) step(s *gorgonia.AdamSolver) error { return s.Step([]gorgonia.ValueGrad{p}) }

// gradient fills g: mostly the size of a trained network's, some exact zeros, some whose squares are subnormal.
func gradient(random *rand.Rand, g []float32) {
	for i := range g {
		g[i] = float32(random.NormFloat64() * math.Pow(10, -3*random.Float64()))
		switch random.IntN(16) {
		case 0:
			g[i] = 0
		case 1:
			g[i] *= 1e-19
		case 2:
			g[i] *= 1e15
		}
	}
}

// TestAdamIsAdamSolver compares with the solver itself, bit for bit, at its defaults, at Keras' epsilon, at others, and
// without epsilon, where weights that never had a gradient meet its division by zero.
func TestAdamIsAdamSolver(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("Go fuses multiply-adds of the solver's, whose last bits differ then")
	}
	eachISA(t, testAdamIsAdamSolver)
}

func testAdamIsAdamSolver(t *testing.T) {
	for _, test := range []struct {
		name                         string
		learnRate, beta1, beta2, eps float64
		n, steps                     int
	}{
		{"defaults", 0.001, 0.9, 0.999, 1e-8, 1003, 500},
		{"keras epsilon", 0.001, 0.9, 0.999, 1e-7, 33, 100},
		{"others", 0.3, 0.5, 0.9, 0.01, 1003, 100},
		{"no epsilon", 0.001, 0.9, 0.999, 0, 1003, 5},
		{"one weight", 0.01, 0.9, 0.999, 1e-8, 1, 20},
	} {
		t.Run(test.name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(1, 2))
			solver := gorgonia.NewAdamSolver(gorgonia.WithLearnRate(test.learnRate), gorgonia.WithBeta1(test.beta1),
				gorgonia.WithBeta2(test.beta2), gorgonia.WithEps(test.eps))
			want := normal[float32](3, test.n)
			w, intact := guarded[float32](test.n)
			copy(w, want)
			m, v := make([]float32, test.n), make([]float32, test.n)
			g, spent := make([]float32, test.n), make([]float32, test.n)
			p := parameter{vector(want), vector(spent)}
			for iteration := 1; iteration <= test.steps; iteration++ {
				gradient(random, g)
				copy(spent, g) // the solver clears it
				if err := p.step(solver); err != nil {
					t.Fatal(err)
				}
				Adam(w, g, m, v, NewAdamStep(test.learnRate, test.beta1, test.beta2, test.eps, iteration))
				sameBits(t, "w", w, want)
			}
			intact(t)
		})
	}
}

// TestAdamForgets lets the gradients end: the moments must become 0, not the smallest number of all, which they would
// reach after some 900 steps (0.9⁹⁰⁰ = 6e-42).
func TestAdamForgets(t *testing.T) { eachISA(t, testAdamForgets) }

func testAdamForgets(t *testing.T) {
	const n = 19
	w, g, m, v := make([]float32, n), normal[float32](4, n), make([]float32, n), make([]float32, n)
	for iteration := 1; iteration <= 1200; iteration++ {
		Adam(w, g, m, v, NewAdamStep(0.001, 0.9, 0.999, 1e-8, iteration))
		clear(g)
	}
	for i := range m {
		if m[i] != 0 || v[i] == 0 {
			t.Fatalf("the moments are %v and %v, want 0 and what 0.999 to the power of 1200 leaves", m[i], v[i])
		}
	}
}

// TestAdamFirstStep checks what Kingma & Ba's section 2.1 says of it: whatever the gradient's size, the first step is
// the learning rate against its sign, but for the rounding of 1 - 0.999, 1.3e-5 of it in float32.
func TestAdamFirstStep(t *testing.T) {
	w, g := []float32{1, 1, 1}, []float32{100, -0.01, 0}
	Adam(w, g, make([]float32, 3), make([]float32, 3), NewAdamStep(0.25, 0.9, 0.999, 1e-8, 1))
	for i, want := range []float64{0.75, 1.25, 1} {
		if got := float64(w[i]); math.Abs(got-want) > 1e-5*0.25 {
			t.Errorf("weight %d is %v, want %v", i, got, want)
		}
	}
}

func TestAdamAllocatesNothing(t *testing.T) { eachISA(t, testAdamAllocatesNothing) }

func testAdamAllocatesNothing(t *testing.T) {
	w, g, m, v := normal[float32](1, 1003), normal[float32](2, 1003), make([]float32, 1003), make([]float32, 1003)
	a := NewAdamStep(0.001, 0.9, 0.999, 1e-8, 1)
	noAllocations(t, func() { Adam(w, g, m, v, a) })
}

func BenchmarkAdam(b *testing.B) {
	const n = 784*512 + 512 + 512*10 + 10
	w, g, m, v := normal[float32](1, n), normal[float32](2, n), make([]float32, n), make([]float32, n)
	b.SetBytes(28 * n)
	for i := range b.N {
		Adam(w, g, m, v, NewAdamStep(0.001, 0.9, 0.999, 1e-8, i+1))
	}
}

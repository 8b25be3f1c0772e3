package surface

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/gonum/diff/fd"
	"gorgonia.org/gorgonia"
)

// The gradients are those of the functions, by central differences over each
// surface's drawn part.
func TestGradients(t *testing.T) {
	for _, s := range All() {
		t.Run(s.Name, func(t *testing.T) {
			for i := range 11 {
				for j := range 11 {
					x := []float64{
						s.Low[0] + (s.High[0]-s.Low[0])*float64(i)/10,
						s.Low[1] + (s.High[1]-s.Low[1])*float64(j)/10,
					}
					got := make([]float64, 2)
					s.Grad(got, x)
					want := fd.Gradient(nil, s.Func, x, &fd.Settings{Formula: fd.Central, Step: 1e-5})
					for k := range got {
						if e := math.Abs(got[k]-want[k]) / max(1, math.Abs(want[k])); !(e <= 1e-6) {
							t.Errorf("at %v: gradient %v, by differences %v", x, got, want)
						}
					}
				}
			}
		})
	}
}

// At a minimum the height is what it is said to be, the slope is 0, and all around
// is higher.
func TestMinima(t *testing.T) {
	for _, s := range All() {
		for _, m := range s.Minima {
			grad := make([]float64, 2)
			s.Grad(grad, m.X)
			if math.Abs(s.Func(m.X)-m.F) > 1e-25 || math.Hypot(grad[0], grad[1]) > 1e-12 {
				t.Errorf("%s: at %v the height is %v, want %v; the gradient %v, want 0", s.Name, m.X, s.Func(m.X), m.F, grad)
			}
			for angle := range 12 {
				sin, cos := math.Sincos(float64(angle) * math.Pi / 6)
				if around := s.Func([]float64{m.X[0] + 0.1*cos, m.X[1] + 0.1*sin}); around <= m.F {
					t.Errorf("%s: beside %v it is %v", s.Name, m.X, around)
				}
			}
		}
	}
}

// Heights that can be worked out by hand.
func TestHeights(t *testing.T) {
	for _, c := range []struct {
		of   Surface
		at   []float64
		want float64
	}{
		{Lesson, []float64{1, 1}, 2},           // (0 + 4)/2
		{Bowl, []float64{2, 1}, 7},             // (4 + 10)/2
		{Booth, []float64{0, 0}, 74},           // 49 + 25
		{Beale, []float64{0, 0}, 14.203125},    // 2.25 + 5.0625 + 6.890625
		{Himmelblau, []float64{0, 0}, 170},     // 121 + 49
		{Rosenbrock, []float64{-1.2, 1}, 24.2}, // 4.84 + 100·0.1936
		{Saddle, []float64{3, 2}, 5},           // 9 - 4
		{Himmelblau, []float64{1, 2}, 64 + 4},  // (1+2-11)² + (1+4-7)²
		{Booth, []float64{1, 1}, 16 + 4},       // (-4)² + (-2)²
		{Beale, []float64{1, 1}, 14.203125},    // the factors of x0 are 0
		{Lesson, []float64{0, 0}, 1},           // (1 + 1)/2
		{Rosenbrock, []float64{0, 1}, 1 + 100}, // 1 + 100·1
		{Bowl, []float64{0, 0.5}, 1.25},        // 10·0.25/2
		{Saddle, []float64{0, 0}, 0},           //
	} {
		if got := c.of.Func(c.at); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%s at %v: %v, want %v", c.of.Name, c.at, got, c.want)
		}
	}
}

// descent is w -= lr·g, whose path down the lesson's surface is (1, 2·(1-lr)ᵗ - 1).
type descent struct{ lr float64 }

func (d descent) Step(model []gorgonia.ValueGrad) error {
	for _, p := range model {
		g, err := p.Grad()
		if err != nil {
			return err
		}
		for i, g := range g.Data().([]float64) {
			p.Value().Data().([]float64)[i] -= d.lr * g
		}
	}
	return nil
}

func TestDescend(t *testing.T) {
	path, err := Lesson.Descend(descent{0.25}, Lesson.Start, 10)
	if err != nil || len(path) != 11 {
		t.Fatalf("%d places, %v, want 11", len(path), err)
	}
	for step, x := range path {
		if want := 2*math.Pow(0.75, float64(step)) - 1; x[0] != 1 || math.Abs(x[1]-want) > 1e-15 {
			t.Errorf("step %d: at %v, want (1, %v)", step, x, want)
		}
	}
	if Lesson.Start[1] != 1 {
		t.Error("the start has moved")
	}
	if _, err := Lesson.Descend(descent{0.25}, []float64{1}, 10); err == nil {
		t.Error("a start of one weight passes")
	}
}

// A learning rate of 100 leaves Rosenbrock's valley for good: its cube passes the
// largest number within a few steps, and the path ends there.
func TestDescendEndsAtInfinity(t *testing.T) {
	path, err := Rosenbrock.Descend(descent{100}, Rosenbrock.Start, 1000)
	if err != nil || len(path) < 3 || len(path) > 20 {
		t.Errorf("%d places, %v", len(path), err)
	}
}

func TestNamed(t *testing.T) {
	for _, name := range Names() {
		if s, err := Named(name); err != nil || s.Name != name {
			t.Errorf("%q: %v, %v", name, s.Name, err)
		}
	}
	if _, err := Named("hill"); err == nil || !strings.Contains(err.Error(), `got "hill", want one of lesson, bowl,`) {
		t.Error(err)
	}
}

func ExampleSurface_Descend() {
	path, err := Bowl.Descend(descent{0.15}, Bowl.Start, 60)
	if err != nil {
		fmt.Println(err)
		return
	}
	end := path[len(path)-1]
	fmt.Printf("%.3f %.3f\n", end[0], end[1])
	// Output: -0.000 0.000
}

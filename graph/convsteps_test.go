package graph

import (
	"math"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/data"
)

const (
	adadeltaRho     = 0.9
	adadeltaEpsilon = 1e-6
)

// adadelta is PyTorch's Adadelta at rate 1 for one parameter (Zeiler, 2012).
type adadelta struct{ square, delta []float64 }

func (a *adadelta) step(w, g []float64) {
	if a.square == nil {
		a.square, a.delta = make([]float64, len(w)), make([]float64, len(w))
	}
	for i, g := range g {
		a.square[i] = adadeltaRho*a.square[i] + (1-adadeltaRho)*g*g
		d := math.Sqrt(a.delta[i]+adadeltaEpsilon) / math.Sqrt(a.square[i]+adadeltaEpsilon) * g
		a.delta[i] = adadeltaRho*a.delta[i] + (1-adadeltaRho)*d*d
		w[i] -= d
	}
}

// convStart gives the weights of interop/convsteps.py.
func convStart(t *testing.T, net Layer) *Params {
	t.Helper()
	p := mustInit(t, net, 28, 28, 1)
	for i, name := range p.Names() {
		w, s, k := p.Get(name).Float32s(), p.Get(name).Shape(), i/2
		for j := range w {
			if i%2 == 1 {
				w[j] = float32(0.01 * uniformOf(j+10000000*k+5002000))
				continue
			}
			field := s[:len(s)-2].TotalSize()
			if len(s) == 2 {
				field = 1
			}
			w[j] = float32(math.Sqrt(6/float64(field*(s[len(s)-2]+s[len(s)-1]))) * uniformOf(j+10000000*k+2001))
		}
	}
	return p
}

// Both recipes' networks, without dropout, have the losses of 20 steps that Keras and
// PyTorch have from equal weights: in float64 to 1e-10, in float32 to 1e-5.
func TestConvolutionsTrainAsTheirs(t *testing.T) {
	if testing.Short() {
		t.Skip("trains convolutions in float64, without fast kernels")
	}
	source, err := data.MNIST("")
	if err != nil {
		t.Skipf("needs MNIST: %v", err)
	}
	three := [2]int{3, 3}
	first, second := Conv2D{Filters: 32, Size: three, Activation: ReLU}, Conv2D{Filters: 64, Size: three, Activation: ReLU}
	for library, c := range map[string]struct {
		net   Layer
		batch int
		loss  Loss
		scale func(byte) float64
	}{
		"keras": {
			Sequential{first, MaxPool2D{}, second, MaxPool2D{}, Flatten{}, Dense{Units: 10, Activation: Softmax}},
			8,
			SparseCategoricalCrossentropy{From: FromProbabilities}, // as Keras' on JAX
			func(v byte) float64 { return float64(v) / 255 },
		},
		"torch": {
			Sequential{first, second, MaxPool2D{}, Flatten{Planes: true}, Dense{Units: 128, Activation: ReLU}, Dense{Units: 10}},
			2,
			SparseCategoricalCrossentropy{From: FromLogits},
			func(v byte) float64 { return (float64(v)/255 - float64(float32(0.1307))) / float64(float32(0.3081)) },
		},
	} {
		var want struct{ Float64, Float32 []float64 }
		readReference(t, "steps-conv-"+library+".json", &want)
		if len(want.Float64) != 20 || len(want.Float32) != 20 {
			t.Fatalf("%s: got %d and %d losses", library, len(want.Float64), len(want.Float32))
		}
		for _, double := range []bool{true, false} {
			losses, limit := want.Float64, 1e-10
			params := convStart(t, c.net)
			if double {
				params = params.float64s()
			} else {
				losses, limit = want.Float32, 1e-5
			}
			p, err := compile(c.net, params, Options{Mode: Training, Batch: c.batch, Input: []int{28, 28, 1}, Loss: c.loss}, compiling{gradients: true, double: double})
			if err != nil {
				t.Fatal(err)
			}
			step := convStepper(library, params)
			for i, loss := range losses {
				set := source.Train.Slice(i*c.batch, (i+1)*c.batch)
				for k := range c.batch {
					for j, v := range set.Image(k) {
						p.x.Set(k*784+j, asDtype(p.x, c.scale(v)))
					}
					p.Labels()[k] = int32(set.Labels[k])
				}
				if err := p.Run(); err != nil {
					t.Fatal(err)
				}
				if got := p.Loss(); !(math.Abs(got-loss) <= limit*math.Max(1, loss)) {
					t.Errorf("%s, float64 %v, step %d: loss is %v, want %v", library, double, i, got, loss)
					break
				}
				step(t, p)
			}
			p.Close()
		}
	}
}

// asDtype is a number as an element of x.
func asDtype(x *tensor.Dense, v float64) any {
	if x.Dtype() == tensor.Float64 {
		return v
	}
	return float32(v)
}

// convStepper returns a library's step: Keras' Adam, PyTorch's Adadelta.
func convStepper(library string, params *Params) func(*testing.T, *Program) {
	adam, steps, deltas := gorgonia.NewAdamSolver(), 0, make([]adadelta, len(params.Names()))
	return func(t *testing.T, p *Program) {
		steps++
		if library == "keras" {
			gorgonia.WithEps(1e-7 / math.Sqrt(1-math.Pow(0.999, float64(steps))))(adam)
			if err := adam.Step(p.Gradients()); err != nil {
				t.Fatal(err)
			}
			return
		}
		for i, g := range p.Gradients() {
			grad, err := g.Grad()
			if err != nil {
				t.Fatal(err)
			}
			w, d := g.Value().(*tensor.Dense), grad.(*tensor.Dense)
			if w.Dtype() == tensor.Float64 {
				deltas[i].step(w.Float64s(), d.Float64s())
				continue
			}
			wide := widened(w.Float32s())
			deltas[i].step(wide, widened(d.Float32s()))
			for k, v := range wide {
				w.Float32s()[k] = float32(v)
			}
		}
	}
}

func widened(x []float32) []float64 {
	wide := make([]float64, len(x))
	for i, v := range x {
		wide[i] = float64(v)
	}
	return wide
}

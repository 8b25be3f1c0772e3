package optim

import (
	"encoding/json"
	"math"
	"os"
	"strconv"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
	"digits/optim/schedule"
)

// paths is what a file of testdata holds: where each optimizer stands after how
// many steps on f(w) = Σ c·(w-t)²/2. testdata/README.md has its origin.
type paths struct {
	C, T, W0   []float64
	Optimizers map[string]struct{ Path map[string][]float64 }
}

func readPaths(t *testing.T, file string) paths {
	t.Helper()
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var p paths
	if err := json.Unmarshal(text, &p); err != nil {
		t.Fatal(err)
	}
	return p
}

// looser are the tolerances other than 1e-12 in float64 and 1e-6 in float32.
var looser = map[string]struct{ double, single float64 }{
	// Keras computed the rate in float32, and PyTorch the product of the μ.
	"testdata/optimizers-keras.json/SGD(CosineDecay(0.1, 50))": {1e-7, 1e-6},
	"testdata/optimizers-torch.json/NAdam()":                   {1e-10, 1e-6},
	// The variance is the difference of two numbers that are nearly equal.
	"testdata/optimizers-keras.json/RMSprop(centered=True)": {1e-12, 1e-5},
	// Fifty equal steps from 2 are all rounded to the same side, each by up to 6e-8.
	"testdata/optimizers-keras.json/Lion()": {1e-12, 3e-6},
}

// ours are those for each of the files' names.
var followed = map[string]map[string]func() Optimizer{
	"testdata/optimizers-keras.json": {
		"SGD(learning_rate=0.01)":                func() Optimizer { return &SGD{Form: Keras} },
		"SGD(0.01, momentum=0.9)":                func() Optimizer { return &SGD{Form: Keras, Momentum: 0.9} },
		"SGD(0.01, momentum=0.9, nesterov=True)": func() Optimizer { return &SGD{Form: Keras, Momentum: 0.9, Nesterov: true} },
		"RMSprop()":                              func() Optimizer { return &RMSprop{Form: Keras} },
		"RMSprop(momentum=0.9)":                  func() Optimizer { return &RMSprop{Form: Keras, Momentum: 0.9} },
		"RMSprop(centered=True)":                 func() Optimizer { return &RMSprop{Form: Keras, Centered: true} },
		"Adagrad()":                              func() Optimizer { return &Adagrad{Form: Keras} },
		"Adadelta(learning_rate=1.0)":            func() Optimizer { return &Adadelta{Form: Keras, LearningRate: 1} },
		"Adamax()":                               func() Optimizer { return &Adamax{Form: Keras} },
		"Nadam()":                                func() Optimizer { return &Nadam{Form: Keras} },
		"Adam()":                                 func() Optimizer { return &Adam{Epsilon: 1e-7, EpsilonHat: true} },
		"Adam(learning_rate=0.1)":                func() Optimizer { return &Adam{LearningRate: 0.1, Epsilon: 1e-7, EpsilonHat: true} },
		"Adam(amsgrad=True)":                     func() Optimizer { return &AMSGrad{Form: Keras} },
		"AdamW()":                                func() Optimizer { return &AdamW{Form: Keras} },
		"Lion()":                                 func() Optimizer { return &Lion{} },
		"Ftrl()":                                 func() Optimizer { return &Ftrl{} },
		"SGD(0.01, clipnorm=1.0)":                func() Optimizer { return &ClipNorm{Optimizer: &SGD{Form: Keras}, Limit: 1} },
		"Adam(0.1, ExponentialDecay(0.1, 10, 0.5))": func() Optimizer {
			return &Scheduled{
				Optimizer: &Adam{LearningRate: 0.1, Epsilon: 1e-7, EpsilonHat: true},
				Schedule:  schedule.Exponential{Steps: 10, Factor: 0.5},
			}
		},
		"SGD(CosineDecay(0.1, 50))": func() Optimizer {
			return &Scheduled{Optimizer: &SGD{LearningRate: 0.1}, Schedule: schedule.Cosine{Steps: 50}}
		},
		"SGD(PiecewiseConstantDecay([10,20],[0.1,0.05,0.01]))": func() Optimizer {
			return &Scheduled{
				Optimizer: &SGD{LearningRate: 0.1},
				Schedule:  schedule.Piecewise{Boundaries: []int{10, 20}, Factors: []float64{1, 0.5, 0.1}},
			}
		},
	},
	"testdata/optimizers-torch.json": {
		"SGD(lr=0.01)":                           func() Optimizer { return &SGD{LearningRate: 0.01} },
		"SGD(0.01, momentum=0.9)":                func() Optimizer { return &SGD{LearningRate: 0.01, Momentum: 0.9} },
		"SGD(0.01, momentum=0.9, nesterov=True)": func() Optimizer { return &SGD{LearningRate: 0.01, Momentum: 0.9, Nesterov: true} },
		"SGD(0.01, weight_decay=0.1)":            func() Optimizer { return &L2{Optimizer: &SGD{LearningRate: 0.01}, Decay: 0.1} },
		"Adam()":                                 func() Optimizer { return &Adam{} },
		"Adam(lr=0.1)":                           func() Optimizer { return &Adam{LearningRate: 0.1} },
		"Adam(amsgrad=True)":                     func() Optimizer { return &AMSGrad{} },
		"Adam(weight_decay=0.1)":                 func() Optimizer { return &L2{Optimizer: &Adam{}, Decay: 0.1} },
		"AdamW()":                                func() Optimizer { return &AdamW{} },
		"RMSprop()":                              func() Optimizer { return &RMSprop{} },
		"Adagrad()":                              func() Optimizer { return &Adagrad{} },
		"Adadelta()":                             func() Optimizer { return &Adadelta{} },
		"Adamax()":                               func() Optimizer { return &Adamax{} },
		"NAdam()":                                func() Optimizer { return &Nadam{} },
		"RAdam()":                                func() Optimizer { return &RAdam{} },
	},
}

// Every recorded setting of both libraries is followed, at every recorded step:
// in float64 to the last digits, in float32 to its precision.
func TestPathsAreKerasAndPyTorchs(t *testing.T) {
	for file, ours := range followed {
		reference := readPaths(t, file)
		if len(reference.Optimizers) == 0 {
			t.Fatalf("%s has no optimizers", file)
		}
		for name, want := range reference.Optimizers {
			t.Run(file+"/"+name, func(t *testing.T) {
				makes, ok := ours[name]
				if !ok {
					t.Fatal("no setting of ours is compared with it")
				}
				double, single := 1e-12, 1e-6
				if l, ok := looser[file+"/"+name]; ok {
					double, single = l.double, l.single
				}
				worst := follow(t, makes(), reference, want.Path, tensor.Float64)
				if !(worst <= double) {
					t.Errorf("float64: off by %.1e, want at most %.0e", worst, double)
				}
				worst32 := follow(t, makes(), reference, want.Path, tensor.Float32)
				if !(worst32 <= single) {
					t.Errorf("float32: off by %.1e, want at most %.0e", worst32, single)
				}
				t.Logf("worst error %.1e in float64, %.1e in float32", worst, worst32)
			})
		}
	}
}

// follow returns the worst error at a recorded step, relative to the weight or
// to 1, whichever is larger: targets and starts are of that size, and some paths
// cross 0.
func follow(t *testing.T, o Optimizer, p paths, want map[string][]float64, of tensor.Dtype) float64 {
	t.Helper()
	bowl := newBowl(p.C, p.T, p.W0, of)
	worst, seen := 0.0, 0
	for step := 1; step <= 50; step++ {
		if err := o.Step([]gorgonia.ValueGrad{bowl}); err != nil {
			t.Fatal(err)
		}
		if at, ok := want[strconv.Itoa(step)]; ok {
			seen++
			for i, w := range bowl.weights() {
				worst = max(worst, math.Abs(w-at[i])/max(1, math.Abs(at[i])))
			}
		}
	}
	if seen != len(want) || seen == 0 {
		t.Fatalf("%d of %d recorded steps compared", seen, len(want))
	}
	return worst
}

// bowl is a parameter with the gradient c·(w-t), in either type of number.
type bowl struct {
	w, g *tensor.Dense
	c, t []float64
}

func newBowl(c, t, w0 []float64, of tensor.Dtype) *bowl {
	b := &bowl{w: tensor.New(tensor.Of(of), tensor.WithShape(len(c))), g: tensor.New(tensor.Of(of), tensor.WithShape(len(c))), c: c, t: t}
	for i, w := range w0 {
		if of == tensor.Float32 {
			b.w.Float32s()[i] = float32(w)
		} else {
			b.w.Float64s()[i] = w
		}
	}
	return b
}

func (b *bowl) Value() gorgonia.Value { return b.w }

func (b *bowl) Grad() (gorgonia.Value, error) {
	if b.w.Dtype() == tensor.Float32 {
		slope(b.g.Float32s(), b.w.Float32s(), b.c, b.t)
	} else {
		slope(b.g.Float64s(), b.w.Float64s(), b.c, b.t)
	}
	return b.g, nil
}

func slope[F kernel.Float](g, w []F, c, t []float64) {
	for i := range g {
		g[i] = F(c[i]) * (w[i] - F(t[i]))
	}
}

func (b *bowl) weights() []float64 {
	if b.w.Dtype() == tensor.Float64 {
		return b.w.Float64s()
	}
	var w []float64
	for _, x := range b.w.Float32s() {
		w = append(w, float64(x))
	}
	return w
}

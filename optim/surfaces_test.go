package optim

import (
	"encoding/json"
	"math"
	"os"
	"strings"
	"testing"

	"digits/optim/schedule"
	"digits/optim/surface"
)

func readJSON(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// reaches fails unless the place is the reference's, within the tolerance
// relative to its size or to 1.
func reaches(t *testing.T, what string, got, want []float64, tolerance float64) {
	t.Helper()
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= tolerance*max(1, math.Abs(want[i]))) {
			t.Errorf("%s: at %v, the reference at %v", what, got, want)
			return
		}
	}
}

// distance is the way to the nearest minimum, as part of what it was at the start.
func distance(s surface.Surface, x []float64) float64 {
	nearest := func(x []float64) float64 {
		d := math.Inf(1)
		for _, m := range s.Minima {
			d = min(d, math.Hypot(x[0]-m.X[0], x[1]-m.X[1]))
		}
		return d
	}
	return nearest(x) / nearest(s.Start)
}

// Every optimizer on every surface stands, after as many steps at the same
// learning rate, where Keras' and PyTorch's stand, on its way or at the minimum;
// testdata/record.py ran them.
func TestEveryOptimizerOnEverySurface(t *testing.T) {
	var r struct {
		Steps        int
		Rates        map[string]float64
		Keras, Torch map[string]map[string][]float64
	}
	readJSON(t, "testdata/surfaces.json", &r)
	for _, name := range Names() {
		if len(r.Keras[name])+len(r.Torch[name]) == 0 {
			t.Errorf("%s has no reference", name)
		}
		for form, ends := range map[Form]map[string][]float64{Keras: r.Keras[name], PyTorch: r.Torch[name]} {
			for _, s := range surface.All() {
				want, ok := ends[s.Name]
				if !ok && len(ends) > 0 {
					t.Errorf("%s in %v has no reference on %s", name, form, s.Name)
				}
				if !ok {
					continue
				}
				o, err := Choice{Name: name, Form: form, LearningRate: r.Rates[name]}.New(schedule.Length{})
				if err != nil {
					t.Fatal(err)
				}
				path, err := s.Descend(o, s.Start, r.Steps)
				if err != nil {
					t.Fatal(err)
				}
				end := path[len(path)-1]
				reaches(t, name+" in "+form.String()+" on "+s.Name, end, want, 1e-8)
				if len(s.Minima) > 0 {
					t.Logf("%s in %v on %s: %.1e of the way to the minimum is left", name, form, s.Name, distance(s, end))
				}
			}
		}
	}
}

// With time and a learning rate for it, each comes down to the minimum of each
// surface that has one, or to where its own rule holds it: AdamW's decay and the
// steps of Lion and RMSprop, which do not shrink, end beside it. Left out are
// Adadelta, whose steps have a size of their own that does not settle either, and
// Ftrl on Rosenbrock's, where its sum of squares stops it: the references show them.
func TestEveryOptimizerArrives(t *testing.T) {
	if testing.Short() {
		t.Skip("makes 20,000 steps each")
	}
	rates := map[string]float64{"sgd": 0.002, "momentum": 5e-4, "nesterov": 5e-4, "adagrad": 1, "lion": 5e-4, "ftrl": 3, "rmsprop": 0.005, "radam": 0.001, "nadam": 0.005}
	beside := map[string]float64{"adamw": 0.02, "lion": 0.02, "rmsprop": 0.02}
	for _, name := range Names() {
		for _, s := range surface.All() {
			if len(s.Minima) == 0 || name == "adadelta" || name == "ftrl" && s.Name == "rosenbrock" {
				continue
			}
			rate := rates[name]
			if rate == 0 {
				rate = 0.02
			}
			o, err := Choice{Name: name, LearningRate: rate}.New(schedule.Length{})
			if err != nil {
				t.Fatal(err)
			}
			path, err := s.Descend(o, s.Start, 20000)
			if err != nil {
				t.Fatal(err)
			}
			if left := distance(s, path[len(path)-1]); !(left <= max(1e-3, beside[name])) {
				t.Errorf("%s on %s: ends at %v, %.1e of the way is left", name, s.Name, path[len(path)-1], left)
			}
		}
	}
}

// Clipping, decay and what else the common file of paths leaves out, on Booth's
// surface. Keras clips by norm in float32 on this backend.
func TestWrappersAreKerasAndPyTorchs(t *testing.T) {
	var r struct {
		Steps int
		Ends  map[string][]float64
	}
	readJSON(t, "testdata/wrappers.json", &r)
	sgd := func() Optimizer { return &SGD{LearningRate: 0.01} }
	ours := map[string]Optimizer{
		"keras clipvalue=0.5":                         &ClipValue{Optimizer: sgd(), Limit: 0.5},
		"keras clipnorm=0.5":                          &ClipNorm{Optimizer: sgd(), Limit: 0.5},
		"keras global_clipnorm=0.5":                   &ClipGlobalNorm{Optimizer: sgd(), Form: Keras, Limit: 0.5},
		"keras weight_decay=0.1":                      &Decoupled{Optimizer: sgd(), Decay: 0.1},
		"keras l1=1, l2=0.5, shrinkage=0.1, beta=0.2": &Ftrl{LearningRate: 0.5, L1: 1, L2: 0.5, Shrinkage: 0.1, Beta: 0.2},
		"torch clip_grad_norm_(0.5)":                  &ClipGlobalNorm{Optimizer: sgd(), Limit: 0.5},
		"torch clip_grad_value_(0.5)":                 &ClipValue{Optimizer: sgd(), Limit: 0.5},
		"torch weight_decay=0.1":                      &L2{Optimizer: sgd(), Decay: 0.1},
		"torch l1=0.5":                                &L1{Optimizer: sgd(), Decay: 0.5},
		"torch dampening=0.3":                         &SGD{LearningRate: 0.01, Momentum: 0.9, Dampening: 0.3},
		"torch RMSprop centered, momentum":            &RMSprop{LearningRate: 0.01, Momentum: 0.9, Centered: true},
	}
	for name, want := range r.Ends {
		o, ok := ours[name]
		if !ok {
			t.Errorf("no setting of ours is compared with %s", name)
			continue
		}
		path, err := surface.Booth.Descend(o, surface.Booth.Start, r.Steps)
		if err != nil {
			t.Fatal(err)
		}
		tolerance := 1e-12
		if strings.HasPrefix(name, "keras") && strings.Contains(name, "clipnorm") {
			tolerance = 1e-8
		}
		reaches(t, name, path[r.Steps], want, tolerance)
	}
}

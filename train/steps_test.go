package train

import (
	"context"
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
)

// steps is what a file of testdata holds of a network; its README says more.
type steps struct {
	Batch  int
	Loss   []float64
	After  []layerAfter
	Probs  [][]float64 `json:"probabilities_test_0_1_2"`
	TLoss  float64     `json:"test_loss"`
	TRight float64     `json:"test_accuracy"`
}

type layerAfter struct {
	Sum    float64   `json:"kernel_sum"`
	Square float64   `json:"kernel_sumsq"`
	First  []float64 `json:"kernel_first"`
	Mid    []float64 `json:"kernel_mid"`
	Bias   []float64
	BiasSq float64 `json:"bias_sumsq"`
}

// mix is murmur3's 32-bit finalizer, from which the initial weights are made.
func mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

func uniform(h int) float64 { return 2*float64(mix(uint32(h)))/(1<<32) - 1 }

// setFormula gives layer k's kernel (in, units) and bias the reference's initial values.
func setFormula(p *graph.Params) {
	for i, name := range p.Names() {
		t, k := p.Get(name), i/2
		w := t.Float32s()
		for j := range w {
			if i%2 == 0 {
				bound := math.Sqrt(6 / float64(t.Shape()[0]+t.Shape()[1]))
				w[j] = float32(bound * uniform(j+10000000*k+2001))
			} else {
				w[j] = float32(0.01 * uniform(j+10000000*k+5002000))
			}
		}
	}
}

func mnist(t *testing.T) *data.Source {
	t.Helper()
	source, err := data.MNIST("")
	if err != nil {
		t.Skipf("needs MNIST: %v", err)
	}
	return source
}

// The first 100 steps of all five networks, with both libraries' Adam, follow
// those of PyTorch and Keras in float64: the first 20 losses within 2e-6, all
// within 1e-5, parameters and predictions at the end within 1e-4.
//
// The reference ran Keras on JAX, where an example whose label's probability is
// within 1e-7 of 0 or 1 has no gradient, while the recipes' losses are exact, as
// Keras' are on TensorFlow. Adam makes full steps of tiny gradients, so the runs
// part at the first such example, and the comparison ends there. That the
// formulas are right all the way, the graph's test in float64 shows, with a loss
// that clips.
func TestStepsFollowPyTorchAndKeras(t *testing.T) {
	if testing.Short() {
		t.Skip("trains ten networks for 100 steps each")
	}
	source := mnist(t)
	for file, adam := range map[string]optim.Choice{
		"../graph/testdata/steps-torch-float64.json": models.Torch.Optimizer,
		"../graph/testdata/steps-keras-float64.json": models.Keras.Optimizer,
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var reference struct{ Nets map[string]steps }
		if err := json.Unmarshal(text, &reference); err != nil {
			t.Fatal(err)
		}
		for _, recipe := range models.Programs() {
			want, ok := reference.Nets[recipe.Name]
			if !ok {
				t.Fatalf("%s lacks %s", file, recipe.Name)
			}
			t.Run(file+"/"+recipe.Name, func(t *testing.T) { followSteps(t, source, recipe, adam, want) })
		}
	}
}

// walk makes training steps on a recipe's network, from the reference's initial
// weights, in the files' order and without dropout, and calls after with each
// step's loop. It ends when after returns false.
func walk(t *testing.T, source *data.Source, recipe models.Recipe, adam optim.Choice, batches int, before func(*Stepper, data.Batch), after func(*Stepper) bool) {
	t.Helper()
	if r, err := recipe.WithDropout(0); err == nil {
		recipe = r
	}
	m, err := models.New(recipe, 28, 28, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	setFormula(m.Params)
	optimizer, err := adam.New(schedule.Length{})
	if err != nil {
		t.Fatal(err)
	}
	l := &Stepper{Model: m, Optimizer: optimizer}
	defer l.Close()
	for batch := range source.Train.Slice(0, batches*recipe.Batch).Batches(nil, recipe.Batch) {
		before(l, batch)
		if err := l.Step(batch); err != nil {
			t.Fatal(err)
		}
		if !after(l) {
			return
		}
	}
}

func followSteps(t *testing.T, source *data.Source, recipe models.Recipe, adam optim.Choice, want steps) {
	var errs []float64
	var m *models.Model
	walk(t, source, recipe, adam, len(want.Loss), func(*Stepper, data.Batch) {}, func(l *Stepper) bool {
		m = l.Model
		if adam.Form == optim.Keras && saturated(l.programs[want.Batch].Output(), l.labels) {
			return false
		}
		errs = append(errs, math.Abs(l.loss/want.Loss[len(errs)]-1))
		return true
	})
	if len(errs) < 40 {
		t.Fatalf("a probability is within 1e-7 of 0 or 1 after %d steps already", len(errs))
	}
	t.Logf("worst relative error of the loss: %.1e in 20 steps, %.1e in %d", slices.Max(errs[:20]), slices.Max(errs), len(errs))
	if worst := slices.Max(errs[:20]); worst > 2e-6 {
		t.Errorf("the first 20 losses are off by up to %.1e, want at most 2e-6: %.1e", worst, errs[:20])
	}
	if slices.Max(errs) > 1e-5 {
		requireFlip(t, source, recipe, adam, errs)
		return
	}
	if len(errs) == len(want.Loss) {
		compareParams(t, m.Params, want.After)
		comparePredictions(t, m, source.Test, want)
	}
}

// requireFlip fails unless the losses leave the reference at once, from errors
// of rounding, right after a step in which rounding decides the sign of a hidden
// pre-activation: there ReLU's gradient is 0 or not, and Adam makes a full step
// of the difference.
func requireFlip(t *testing.T, source *data.Source, recipe models.Recipe, adam optim.Choice, errs []float64) {
	t.Helper()
	leaves := slices.IndexFunc(errs, func(e float64) bool { return e > 1e-5 })
	if before := slices.Max(errs[:leaves]); before > 2e-6 {
		t.Errorf("the losses drift off: %.1e before step %d", before, leaves)
	}
	least := math.Inf(1)
	walk(t, source, recipe, adam, leaves, func(l *Stepper, batch data.Batch) {
		if l.step >= leaves-3 {
			least = min(least, nearest(l.Model, batch))
		}
	}, func(*Stepper) bool { return true })
	t.Logf("the loss leaves the reference at step %d; a pre-activation shortly before is %.1e of its terms", leaves, least)
	if least > 1e-7 {
		t.Errorf("the losses leave the reference at step %d, and no pre-activation is within rounding of 0: %.1e", leaves, errs)
	}
}

// nearest returns how near to 0 a hidden pre-activation of the batch comes, as a
// part of the terms that it sums, in float64.
func nearest(m *models.Model, batch data.Batch) float64 {
	pixels := make([]float32, batch.Len()*m.Size())
	batch.Pixels(pixels, m.Scale)
	x := make([]float64, len(pixels))
	for i, v := range pixels {
		x[i] = float64(v)
	}
	least, names := math.Inf(1), m.Params.Names()
	for k := 0; k+2 < len(names); k += 2 {
		w, b := m.Params.Get(names[k]), m.Params.Get(names[k+1]).Float32s()
		in, units := w.Shape()[0], w.Shape()[1]
		y := make([]float64, batch.Len()*units)
		for i := range batch.Len() {
			z, terms := y[i*units:(i+1)*units], make([]float64, units)
			for p, v := range x[i*in : (i+1)*in] {
				for j, w := range w.Float32s()[p*units : (p+1)*units] {
					z[j] += v * float64(w)
					terms[j] += math.Abs(v * float64(w))
				}
			}
			for j := range z {
				z[j] += float64(b[j])
				least = min(least, math.Abs(z[j])/terms[j])
				z[j] = max(0, z[j])
			}
		}
		x = y
	}
	return least
}

// saturated reports whether the label's probability of any example is within
// Keras' 1e-7 of 0 or 1.
func saturated(logits []float32, labels []int32) bool {
	classes := len(logits) / len(labels)
	for i, label := range labels {
		row, others := logits[i*classes:(i+1)*classes], 0.0
		for j, v := range row {
			if j != int(label) {
				others += math.Exp(float64(v) - float64(row[label]))
			}
		}
		// p = 1/(1+others)
		if others < 1e-7 || others > 1e7 {
			return true
		}
	}
	return false
}

func near(t *testing.T, what string, got, want, tolerance float64) {
	t.Helper()
	if !(math.Abs(got-want) <= tolerance) {
		t.Errorf("%s: got %v, want %v within %v", what, got, want, tolerance)
	}
}

func compareParams(t *testing.T, p *graph.Params, after []layerAfter) {
	const tolerance = 1e-4
	names := p.Names()
	for k, want := range after {
		kernel, bias := p.Get(names[2*k]).Float32s(), p.Get(names[2*k+1]).Float32s()
		sum, square := 0.0, 0.0
		for _, w := range kernel {
			sum += float64(w)
			square += float64(w) * float64(w)
		}
		near(t, names[2*k]+": Σw²", square/want.Square, 1, tolerance)
		// A sum of n weights, each off by up to the tolerance.
		near(t, names[2*k]+": Σw", sum, want.Sum, tolerance*math.Sqrt(float64(len(kernel))))
		for i, w := range want.First {
			near(t, names[2*k]+": first", float64(kernel[i]), w, tolerance)
		}
		for i, w := range want.Mid {
			near(t, names[2*k]+": middle", float64(kernel[len(kernel)/2+i]), w, tolerance)
		}
		square = 0
		for _, b := range bias {
			square += float64(b) * float64(b)
		}
		near(t, names[2*k+1]+": Σb²", square/want.BiasSq, 1, 10*tolerance)
		for i, b := range want.Bias {
			near(t, names[2*k+1], float64(bias[i]), b, tolerance)
		}
	}
}

func comparePredictions(t *testing.T, m *models.Model, test *data.Set, want steps) {
	const tolerance = 1e-4
	p, err := m.Predict(test.Pixels[:3*test.Size()])
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range want.Probs {
		for j, w := range row {
			near(t, "probability", float64(p[i*10+j]), w, tolerance)
		}
	}
	r, err := Evaluate(context.Background(), m, test)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "test loss", r.Loss, want.TLoss, tolerance)
	near(t, "test accuracy", r.Accuracy, want.TRight, 2.0/float64(r.Examples))
}

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
	"digits/train/optim"
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
	for file, adam := range map[string]models.Adam{
		"../graph/testdata/steps-torch-float64.json": models.Torch.Adam,
		"../graph/testdata/steps-keras-float64.json": models.Keras.Adam,
	} {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		var reference struct{ Nets map[string]steps }
		if err := json.Unmarshal(text, &reference); err != nil {
			t.Fatal(err)
		}
		for _, recipe := range models.Recipes() {
			want, ok := reference.Nets[recipe.Name]
			if !ok {
				t.Fatalf("%s lacks %s", file, recipe.Name)
			}
			optimizer := &optim.Adam{Epsilon: adam.Epsilon, EpsilonHat: adam.EpsilonHat}
			t.Run(file+"/"+recipe.Name, func(t *testing.T) { followSteps(t, source, recipe, optimizer, want) })
		}
	}
}

func followSteps(t *testing.T, source *data.Source, recipe models.Recipe, optimizer *optim.Adam, want steps) {
	if r, err := recipe.WithDropout(0); err == nil {
		recipe = r
	}
	m, err := models.New(recipe, 28, 28, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	setFormula(m.Params)
	l := &loop{Config: Config{Optimizer: optimizer}, model: m, clock: &graph.Clock{}, programs: map[int]*graph.Program{}}
	defer l.close()
	set := source.Train.Slice(0, len(want.Loss)*want.Batch)
	var errs []float64
	for batch := range set.Batches(nil, want.Batch) {
		if err := l.train(batch, &tally{}); err != nil {
			t.Fatal(err)
		}
		if optimizer.EpsilonHat && saturated(l.programs[want.Batch].Output(), l.labels) {
			break
		}
		errs = append(errs, math.Abs(l.step.Loss/want.Loss[len(errs)]-1))
	}
	t.Logf("worst relative error of the loss: %.1e in 20 steps, %.1e in %d", slices.Max(errs[:20]), slices.Max(errs), len(errs))
	if worst := slices.Max(errs[:20]); worst > 2e-6 {
		t.Errorf("the first 20 losses are off by up to %.1e, want at most 2e-6: %.1e", worst, errs[:20])
	}
	if worst := slices.Max(errs); worst > 1e-5 {
		t.Errorf("the losses are off by up to %.1e, want at most 1e-5: %.1e", worst, errs)
	}
	if len(errs) < 40 {
		t.Errorf("a probability is within 1e-7 of 0 or 1 after %d steps already", len(errs))
	}
	if len(errs) < len(want.Loss) {
		return
	}
	compareParams(t, m.Params, want.After)
	comparePredictions(t, m, source.Test, want)
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

package callback

import (
	"context"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/internal/reference"
	"digits/internal/stripes"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// twoKernels is a network of a kernel (5, 3) and one (3, 5), element i of kernel k being
// ((37·i + 11·k) mod 101 - 50) / 64, k from 1.
func twoKernels(t *testing.T) *models.Model {
	t.Helper()
	m, err := models.New(models.Recipe{
		Name: "two kernels", Loss: graph.MeanSquaredError,
		Layers: graph.Sequential{graph.Dense{Units: 3}, graph.Dense{Units: 5}},
	}, 1, 5, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	for k, name := range []string{"dense/kernel", "dense_1/kernel"} {
		for i := range 15 {
			m.Params.Get(name).Float32s()[i] = float32((37*i+11*(k+1))%101-50) / 64
		}
	}
	return m
}

// The masks are those of PyTorch 2.15.0, transposed: prune.l1_unstructured of each
// kernel, and prune.global_unstructured of both with prune.L1Unstructured.
func TestPruneIsPyTorchs(t *testing.T) {
	for _, c := range []struct {
		share         float64
		global        bool
		first, second string
	}{
		{0.3, false, "101101111011011", "101111011011011"},
		{0.5, false, "101101001001010", "101001011010010"},
		{0.9, false, "000000001000000", "000000000000010"},
		{0.3, true, "101101111011011", "101111011011010"},
		{0.5, true, "101101001011010", "101001011010010"},
		{0.9, true, "000000001000000", "001000000000010"},
	} {
		m := twoKernels(t)
		p := &Prune{Model: m, Optimizer: &optim.Masked{Optimizer: &optim.SGD{}}, Shares: map[int]float64{1: c.share}, Global: c.global}
		if err := p.On(&train.Begin{}); err != nil {
			t.Fatal(err)
		}
		if err := p.On(&train.EpochBegin{Epoch: 1}); err != nil {
			t.Fatal(err)
		}
		zeros := 0
		for name, want := range map[string]string{"dense/kernel": c.first, "dense_1/kernel": c.second} {
			got := ""
			for i, free := range p.Optimizer.Mask(name) {
				w := m.Params.Get(name).Float32s()[i]
				got += map[bool]string{true: "1", false: "0"}[free]
				if free == (w == 0) {
					t.Errorf("%s[%d] is %v, its mask %v", name, i, w, free)
				}
				if !free {
					zeros++
				}
			}
			if got != want {
				t.Errorf("%v of all %v: the mask of %s is %s, want %s", c.share, c.global, name, got, want)
			}
		}
		if got, want := p.Sparsity(), float64(zeros)/30; got != want {
			t.Errorf("the sparsity is %v, want %v", got, want)
		}
	}
}

// A mask that is given beforehand, in 50 steps of Adam, is PyTorch's pruned network.
func TestMaskedStepsAreTheirs(t *testing.T) {
	want := reference.Case[reference.Result](t, "torch", "pruned-adam-torch")
	m := reference.Model(t, reference.Plain(nil))
	masked := &optim.Masked{Optimizer: &optim.Adam{LearningRate: 0.001}}
	masked.SetMask("dense/kernel", reference.Mask())
	for i, free := range reference.Mask() {
		if !free {
			m.Params.Get("dense/kernel").Float32s()[i] = 0
		}
	}
	s := &train.Stepper{Model: m, Optimizer: masked}
	defer s.Close()
	for step, batch := range reference.All(reference.Set()) {
		if err := s.Step(batch); err != nil {
			t.Fatal(err)
		}
		reference.Near(t, "the loss", s.Loss(), want.Loss[step])
	}
	reference.Parameters(t, m, want.Parameters)
}

// pruned is a training with weight decay and momentum that prunes twice; at each epoch's
// end it has seen how many weights are 0.
func pruned(t *testing.T, shares map[int]float64, c train.Config) (*models.Model, []float64) {
	t.Helper()
	source, err := data.MNIST(stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 60, Test: 30}))
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.New(models.Keras, 6, 6, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	masked := &optim.Masked{Optimizer: &optim.AdamW{LearningRate: 0.01, Decay: 0.1}}
	p := &Prune{Model: m, Optimizer: masked, Shares: shares}
	var sparsity []float64
	c.Batch, c.Seed, c.Optimizer = 16, 1, masked
	c.Callbacks = []train.Callback{p.On, func(e train.Event) error {
		if _, ok := e.(*train.EpochEnd); ok {
			sparsity = append(sparsity, p.Sparsity())
		}
		return nil
	}}
	if _, err := train.Fit(context.Background(), m, source.Train, c); err != nil {
		t.Fatal(err)
	}
	return m, sparsity
}

func TestPrunedTrainingsGoOn(t *testing.T) {
	shares := map[int]float64{2: 0.5, 4: 0.75}
	const epochs = 5
	want, sparsity := pruned(t, shares, train.Config{Epochs: epochs})
	if !slices.Equal(sparsity, []float64{0, 0.5, 0.5, 0.75, 0.75}) {
		t.Errorf("the weights that are 0 are %v of all", sparsity)
	}
	for cut := 1; cut < epochs; cut++ {
		var kept []byte
		pruned(t, shares, train.Config{Epochs: cut, Keep: func(c *train.Checkpoint) (err error) {
			kept, err = c.Encode()
			return err
		}})
		c, err := train.ReadCheckpoint(kept)
		if err != nil {
			t.Fatal(err)
		}
		got, _ := pruned(t, shares, train.Config{Epochs: epochs, Resume: c})
		if !sameParams(got.Params, want.Params) {
			t.Errorf("cut after epoch %d it ends otherwise", cut)
		}
	}
}

func TestPruneRefuses(t *testing.T) {
	m, masked := twoKernels(t), &optim.Masked{Optimizer: &optim.SGD{}}
	for want, p := range map[string]*Prune{
		"no model or no optimizer":                      {Model: m},
		"the share 1 at epoch 2":                        {Model: m, Optimizer: masked, Shares: map[int]float64{2: 1}},
		"the share 0.1 at epoch 3 after 0.5 at epoch 2": {Model: m, Optimizer: masked, Shares: map[int]float64{2: 0.5, 3: 0.1}},
		"the share 0.5 at epoch 0":                      {Model: m, Optimizer: masked, Shares: map[int]float64{0: 0.5}},
		"the share NaN":                                 {Model: m, Optimizer: masked, Shares: map[int]float64{1: math.NaN()}},
		"\"nothing\" matches none of the trained":       {Model: m, Optimizer: masked, Match: "nothing"},
		"error parsing regexp: missing closing ): `(`":  {Model: m, Optimizer: masked, Match: "("},
	} {
		if err := p.On(&train.Begin{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	kept := &train.Checkpoint{Epoch: 1}
	p := &Prune{Model: m, Optimizer: masked, Shares: map[int]float64{2: 0.5}}
	if err := errors.Join(p.On(&train.Begin{}), p.On(&train.Snapshot{Checkpoint: kept})); err != nil {
		t.Fatal(err)
	}
	for _, other := range []*Prune{
		{Model: m, Optimizer: masked, Shares: map[int]float64{2: 0.6}},
		{Model: m, Optimizer: masked, Shares: map[int]float64{2: 0.5, 3: 0.6}},
		{Model: m, Optimizer: masked, Shares: map[int]float64{2: 0.5}, Global: true},
		{Model: m, Optimizer: masked, Shares: map[int]float64{2: 0.5}, Match: "dense/"},
	} {
		if err := other.On(&train.Begin{Resumed: kept}); !errors.Is(err, train.ErrResume) {
			t.Errorf("got %v of a training that is pruned otherwise", err)
		}
	}
}

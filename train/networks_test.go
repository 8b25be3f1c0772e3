package train

import (
	"context"
	"errors"
	stdhash "hash"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/optim"
)

// A network of 10 outputs on a set of 4 classes gets one-hot rows of its own width: the
// categorical loss is the sparse one, before a training and after it.
func TestOneHotRowsAreOfTheNetworksWidth(t *testing.T) {
	set := blobs(23, 1)
	results := map[bool][2]Result{}
	for sparse, loss := range map[bool]graph.Loss{true: graph.SparseCategoricalCrossentropy{}, false: graph.CategoricalCrossentropy{}} {
		m, err := models.New(models.Recipe{
			Name: "wide", Layers: graph.Sequential{graph.Dense{Units: 8, Activation: graph.ReLU}, graph.Dense{Units: graph.Classes, Activation: graph.Softmax}}, Loss: loss,
		}, 4, 4, 10, 1)
		if err != nil {
			t.Fatal(err)
		}
		var of [2]Result
		for i := range of {
			if i == 1 {
				if _, err := Fit(context.Background(), m, set, config(20, 7)); err != nil {
					t.Fatal(err)
				}
			}
			if of[i], err = Evaluate(context.Background(), m, set); err != nil {
				t.Fatal(err)
			}
		}
		results[sparse] = of
	}
	for i, sparse := range results[true] {
		if one := results[false][i]; math.Abs(one.Loss-sparse.Loss) > 1e-5 || one.Accuracy != sparse.Accuracy {
			t.Errorf("one-hot rows give %+v, class numbers %+v", one, sparse)
		}
	}
	if before, after := results[true][0].Loss, results[true][1].Loss; after > before/2 {
		t.Errorf("the loss goes from %v to %v, want that it is learnt", before, after)
	}
}

// An autoencoder has no use for one-hot rows: it is refused before the first step, and
// trains with Reconstruct.
func TestAutoencoderGetsNoClasses(t *testing.T) {
	set := blobs(23, 1)
	recipe := models.Recipe{
		Name: "autoencoder", Loss: graph.MeanSquaredError,
		Layers: graph.Sequential{graph.Dense{Name: "encoder", Units: 4, Activation: graph.ReLU}, graph.Dense{Share: "encoder", Transposed: true, Activation: graph.Sigmoid}},
	}
	_, err := Fit(context.Background(), newModel(t, recipe, set, 1), set, config(1, 7))
	if err == nil || !strings.Contains(err.Error(), "train.Reconstruct") || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one line that says train.Reconstruct", err)
	}
	c := config(20, 7)
	c.Write = Reconstruct
	history, err := Fit(context.Background(), newModel(t, recipe, set, 1), set, c)
	if err != nil || !(history[19].Loss < history[0].Loss/2) || !history[0].Unclassified {
		t.Errorf("it has not learnt: %v, %+v", err, history)
	}
}

// The moving averages of a batch norm are state: a training whose rate is 0, and whose
// weight decay is not, brings them where the examples are, and decays nothing else
// than parameters.
func TestStatisticsAreNotDecayed(t *testing.T) {
	set := blobs(8, 1)
	recipe := models.Recipe{
		Name: "norm", Loss: graph.SparseCategoricalCrossentropy{}, Scale: data.Unit,
		Layers: graph.Sequential{graph.BatchNorm{}, graph.Dense{Units: graph.Classes, Activation: graph.Softmax}},
	}
	mean, variance := statisticsOf(set)
	const epochs = 100
	for name, optimizer := range map[string]gorgonia.Solver{
		"none":      &optim.SGD{LearningRate: 0.01},
		"decoupled": &optim.Decoupled{Optimizer: &optim.SGD{LearningRate: 0.01}, Decay: 5},
		"L2":        &optim.L2{Optimizer: &optim.SGD{LearningRate: 0.01}, Decay: 5},
		"AdamW":     &optim.AdamW{Decay: 10},
		"groups":    optim.Groups{{Optimizer: &optim.Decoupled{Optimizer: &optim.SGD{LearningRate: 0.01}, Decay: 5}}},
	} {
		m := newModel(t, recipe, set, 1)
		if _, err := Fit(context.Background(), m, set, Config{Epochs: epochs, Batch: 8, Optimizer: optimizer}); err != nil {
			t.Fatal(err)
		}
		// From 0 and 1, .99 of themselves a step and .01 of the one batch that there is.
		kept := math.Pow(0.99, epochs)
		for i := range 16 {
			got, want := m.Params.Get("batch_normalization/moving_mean").Float32s()[i], mean[i]*(1-kept)
			if math.Abs(float64(got)-want) > 1e-5 {
				t.Errorf("%s: the mean of feature %d is %v, want %v", name, i, got, want)
			}
			got, want = m.Params.Get("batch_normalization/moving_variance").Float32s()[i], kept+variance[i]*(1-kept)
			if math.Abs(float64(got)-want) > 1e-5 {
				t.Errorf("%s: the variance of feature %d is %v, want %v", name, i, got, want)
			}
		}
		gamma := m.Params.Get("batch_normalization/gamma").Float32s()[0]
		if decayed := name != "none"; decayed != (gamma < 0.9) {
			t.Errorf("%s: gamma is %v", name, gamma)
		}
	}
}

// statisticsOf are each pixel's mean and biased variance, scaled to 0..1.
func statisticsOf(set *data.Set) (mean, variance []float64) {
	mean, variance = make([]float64, set.Size()), make([]float64, set.Size())
	n := float64(set.Len())
	for i, v := range set.Pixels {
		mean[i%set.Size()] += float64(v) / 255 / n
	}
	for i, v := range set.Pixels {
		d := float64(v)/255 - mean[i%set.Size()]
		variance[i%set.Size()] += d * d / n
	}
	return mean, variance
}

// normal is a network with state, shared weights, and noise.
var normal = models.Recipe{
	Name: "normal", Loss: graph.SparseCategoricalCrossentropy{From: graph.FromLogits}, Scale: data.Unit,
	Layers: graph.Sequential{
		graph.GaussianNoise{Deviation: 0.1},
		graph.Dense{Name: "a", Units: 12, NoBias: true, KernelPenalty: graph.L2(0.001)},
		graph.BatchNorm{Momentum: 0.9},
		graph.ReLU,
		graph.Dropout{Rate: 0.3},
		graph.Residual{Layers: graph.Sequential{graph.LayerNorm{}, graph.Dense{Units: 12, Activation: graph.Tanh}}},
		graph.Dense{Share: "a", Transposed: true},
		graph.Dense{Units: graph.Classes},
	},
}

// byCode is a network that only code can make, with state of its own.
func byCode() models.Recipe {
	r := normal
	r.Name = "by code"
	shared := &graph.Dense{Units: 6, Activation: graph.Tanh}
	r.Layers = graph.Sequential{
		graph.Dense{Units: 6, NoBias: true}, graph.BatchNorm{}, graph.Func(centered), shared, graph.Dropout{Rate: 0.2}, shared, graph.Dense{Units: graph.Classes},
	}
	return r
}

// centered subtracts half of a moving mean.
func centered(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	mean, err := s.State("mean", graph.Zeros, 1, x.Shape()[1])
	if err != nil {
		return nil, err
	}
	now := gorgonia.Must(gorgonia.Reshape(gorgonia.Must(gorgonia.Mean(x, 0)), mean.Shape()))
	if err := s.Update(mean, gorgonia.Must(gorgonia.Add(now, gorgonia.Must(gorgonia.HadamardProd(mean, s.Constant(0.5)))))); err != nil {
		return nil, err
	}
	return gorgonia.BroadcastSub(x, mean, nil, []byte{0})
}

// Networks with state go on from a checkpoint to the same bits, also those that only
// code can make.
func TestStateGoesOn(t *testing.T) {
	set := blobs(23, 1)
	for _, r := range []models.Recipe{normal, byCode()} {
		t.Run(r.Name, func(t *testing.T) {
			same(t, r, set, func() Config {
				return Config{Batch: 7, Seed: 3, Optimizer: &optim.Adam{LearningRate: 0.01}, Validation: set}
			})
		})
	}
}

// The file of a checkpoint is a model with its state, also by code's recipe.
func TestCheckpointsAreModels(t *testing.T) {
	set := blobs(23, 1)
	for _, r := range []models.Recipe{normal, byCode()} {
		m, last := parts(t, r, set, func() Config { return Config{Batch: 7, Seed: 3, Optimizer: &optim.Adam{LearningRate: 0.01}} }, 2)
		b, err := last.Encode()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "checkpoint")
		if err := os.WriteFile(path, b, 0o644); err != nil {
			t.Fatal(err)
		}
		loaded, err := models.LoadWith(path, models.LoadOptions{Recipe: &r})
		if err != nil {
			t.Fatalf("%s: %v", r.Name, err)
		}
		want, err := m.Predict(set.Pixels)
		if err != nil {
			t.Fatal(err)
		}
		got, err := loaded.Predict(set.Pixels)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: predicts %v, %v, want %v", r.Name, got, err, want)
		}
		for name, w := range m.Params.All() {
			if !sameBits(loaded.Params.Get(name), w) || loaded.Params.IsState(name) != m.Params.IsState(name) {
				t.Errorf("%s: %s is another", r.Name, name)
			}
		}
	}
}

// A checkpoint of another function of the same name is refused.
func TestCheckpointOfOtherCode(t *testing.T) {
	set := blobs(23, 1)
	c := func() Config { return Config{Batch: 7, Seed: 3, Optimizer: &optim.Adam{LearningRate: 0.01}} }
	_, last := parts(t, byCode(), set, c, 1)
	other := byCode()
	other.Layers = slices.Clone(other.Layers)
	other.Layers[2] = graph.Func(func(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		y, err := centered(s, x)
		if err != nil {
			return nil, err
		}
		return gorgonia.HadamardProd(y, s.Constant(1.5))
	})
	resumed := c()
	resumed.Epochs, resumed.Resume = 2, last
	_, err := Fit(context.Background(), newModel(t, other, set, 1), set, resumed)
	if !errors.Is(err, ErrResume) || strings.Contains(err.Error(), "\n") {
		t.Errorf("got %v, want one line that it cannot resume", err)
	}
}

// spoiling adds 1 to its input in the input's own memory.
type spoiling struct{ gorgonia.Op }

func (spoiling) WriteHash(h stdhash.Hash) { h.Write([]byte("spoiling")) }
func (spoiling) Hashcode() uint32         { return 5 }
func (spoiling) DiffWRT(int) []bool       { return []bool{true} }

func (spoiling) SymDiff(_ gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	return gorgonia.Nodes{dy}, nil
}

func (spoiling) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	y, err := inputs[0].(*tensor.Dense).AddScalar(float32(1), true, tensor.UseUnsafe())
	if err != nil {
		y, err = inputs[0].(*tensor.Dense).AddScalar(float64(1), true, tensor.UseUnsafe())
	}
	if err != nil {
		return nil, err
	}
	return y.Clone().(*tensor.Dense), nil
}

// What the guard finds ends the training before its first step, unless it is left out.
func TestFitGuards(t *testing.T) {
	set := blobs(23, 1)
	r := models.Recipe{Name: "changing", Loss: graph.SparseCategoricalCrossentropy{From: graph.FromLogits}}
	r.Layers = graph.Sequential{graph.Dense{Units: 6}, graph.Func(func(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		w, err := s.Param("w", graph.GlorotUniform, 1, 6)
		if err != nil {
			return nil, err
		}
		row := gorgonia.Must(gorgonia.ApplyOp(spoiling{gorgonia.Must(gorgonia.Neg(w)).Op()}, w))
		return gorgonia.BroadcastHadamardProd(x, row, nil, []byte{0})
	}), graph.Dense{Units: graph.Classes}}
	steps := 0
	c := config(1, 7)
	c.Callbacks = []Callback{func(e Event) error {
		if _, ok := e.(*StepEnd); ok {
			steps++
		}
		return nil
	}}
	_, err := Fit(context.Background(), newModel(t, r, set, 1), set, c)
	if err == nil || !strings.Contains(err.Error(), "a run changes func/w") || strings.Contains(err.Error(), "\n") || steps != 0 {
		t.Errorf("got %v after %d steps, want one line that func/w is changed", err, steps)
	}
	c.Unchecked = true
	if _, err := Fit(context.Background(), newModel(t, r, set, 1), set, c); err != nil || steps == 0 {
		t.Errorf("unchecked: %v after %d steps", err, steps)
	}
	told := ""
	c = config(1, 7)
	c.Callbacks = []Callback{func(e Event) error {
		if b, ok := e.(*Begin); ok {
			told = b.Guarded.String()
		}
		return nil
	}}
	if _, err := Fit(context.Background(), newModel(t, byCode(), set, 1), set, c); err != nil || !strings.HasPrefix(told, "1 layer of your own: gradients right") {
		t.Errorf("of a right layer it is told %q, %v", told, err)
	}
}

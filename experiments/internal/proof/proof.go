// Package proof checks, on a few made-up examples, what every experiment promises: that
// its gradients are right, that its model can be saved and loaded, that its training can
// be resumed, and that the same bytes come out whatever the number of cores.
package proof

import (
	"bytes"
	"context"
	"io"
	"path/filepath"
	"runtime"
	"slices"
	"testing"

	"digits/data"
	"digits/experiments/internal/lab"
	"digits/graph"
	"digits/models"
	"digits/train"
)

// Config is how Holds trains.
func Config() train.Config { return train.Config{Epochs: 3, Batch: 32, Seed: 1} }

// Holds checks all of it, and returns the model that the experiment trains.
func Holds(t *testing.T, do lab.Do, recipe models.Recipe, source *data.Source) *models.Model {
	t.Helper()
	m := Repeats(t, do, recipe, source)
	loads(t, m, recipe, source.Test)
	report, err := graph.Check(m.Net(), m.Params, graph.CheckOptions{Input: m.Input, Loss: m.Loss, Samples: 16})
	if err != nil {
		t.Fatal(err)
	}
	if !(report.Worst() <= 1e-6) || len(report.Changed) > 0 {
		t.Errorf("gradients are off:\n%v", report)
	}
	return m
}

// Repeats checks that an experiment trains the same bytes on one core and on two, and
// resumed after its first epoch, and returns its model.
func Repeats(t *testing.T, do lab.Do, recipe models.Recipe, source *data.Source) *models.Model {
	t.Helper()
	var kept *train.Checkpoint
	c := Config()
	c.Keep = func(k *train.Checkpoint) error {
		if k.Epoch == 1 {
			kept = k
		}
		return nil
	}
	m := Run(t, do, recipe, source, c)
	content := bytesOf(t, m)
	for _, cores := range []int{1, 2} {
		if !bytes.Equal(bytesOf(t, onCores(t, cores, do, recipe, source)), content) {
			t.Errorf("GOMAXPROCS %d gives other bytes", cores)
		}
	}
	if !bytes.Equal(bytesOf(t, resumed(t, do, recipe, source, kept)), content) {
		t.Error("a training that was resumed after one epoch of three gives other bytes")
	}
	loadsFromCheckpoint(t, kept, recipe)
	return m
}

// Run runs an experiment, which prints nothing, and returns its model.
func Run(t *testing.T, do lab.Do, recipe models.Recipe, source *data.Source, c train.Config) *models.Model {
	t.Helper()
	m, err := do(context.Background(), io.Discard, recipe, source, c)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func onCores(t *testing.T, cores int, do lab.Do, recipe models.Recipe, source *data.Source) *models.Model {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	return Run(t, do, recipe, source, Config())
}

// resumed goes on from the bytes of a checkpoint.
func resumed(t *testing.T, do lab.Do, recipe models.Recipe, source *data.Source, kept *train.Checkpoint) *models.Model {
	t.Helper()
	if kept == nil {
		t.Fatal("the experiment kept no checkpoint")
	}
	content, err := kept.Encode()
	if err != nil {
		t.Fatal(err)
	}
	c := Config()
	if c.Resume, err = train.ReadCheckpoint(content); err != nil {
		t.Fatal(err)
	}
	return Run(t, do, recipe, source, c)
}

// loads saves the model and loads it with its recipe: it predicts the same bits, and
// has the loss that it was trained by.
func loads(t *testing.T, m *models.Model, recipe models.Recipe, set *data.Set) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "model.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	again, err := models.LoadWith(path, models.LoadOptions{Recipe: &recipe})
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(predictions(t, again, set), predictions(t, m, set)) {
		t.Error("saved and loaded it predicts something else")
	}
	if again.Loss == nil || again.Loss.Name() != m.Loss.Name() || len(again.Assumed) > 0 {
		t.Errorf("saved and loaded it has the loss %v, and assumed %q", again.Loss, again.Assumed)
	}
	if !bytes.Equal(bytesOf(t, again), bytesOf(t, m)) {
		t.Error("saved, loaded and saved again it is another file")
	}
}

// loadsFromCheckpoint reads a checkpoint as the model that is in it.
func loadsFromCheckpoint(t *testing.T, kept *train.Checkpoint, recipe models.Recipe) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "backup")
	if err := kept.Save(path); err != nil {
		t.Fatal(err)
	}
	m, err := models.LoadWith(path, models.LoadOptions{Recipe: &recipe})
	if err != nil {
		t.Fatal(err)
	}
	for name, w := range kept.Params.All() {
		if !slices.Equal(m.Params.Get(name).Float32s(), w.Float32s()) {
			t.Errorf("the checkpoint's %s is another as a model", name)
		}
	}
}

func predictions(t *testing.T, m *models.Model, set *data.Set) []float32 {
	t.Helper()
	y, err := m.Predict(set.Pixels)
	if set.Pixels == nil {
		y, err = m.PredictValues(set.Values)
	}
	if err != nil {
		t.Fatal(err)
	}
	return y
}

func bytesOf(t *testing.T, m *models.Model) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := m.Write(&b, ".safetensors"); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

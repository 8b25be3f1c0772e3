package callback

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"digits/data"
	"digits/internal/stripes"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// interrupted is a callback that after each epoch goes through the bytes of a
// checkpoint into a new one.
func interrupted(t *testing.T, fresh func() train.Callback) train.Callback {
	t.Helper()
	on := fresh()
	var history train.History
	return func(e train.Event) error {
		stop := on(e)
		end, ok := e.(*train.EpochEnd)
		if !ok || stop != nil && stop != train.ErrStop {
			return stop
		}
		history = append(history, end.Log)
		c := &train.Checkpoint{Epoch: len(history), History: history, Params: model(t).Params}
		if err := on(&train.Snapshot{Checkpoint: c}); err != nil {
			t.Fatal(err)
		}
		on = fresh()
		if again := on(&train.Begin{Resumed: throughBytes(t, c)}); again != stop {
			t.Errorf("resumed after epoch %d it says %v, it had said %v", end.Epoch, again, stop)
		}
		return stop
	}
}

func throughBytes(t *testing.T, c *train.Checkpoint) *train.Checkpoint {
	t.Helper()
	content, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	if c, err = train.ReadCheckpoint(content); err != nil {
		t.Fatal(err)
	}
	return c
}

// watched is a training that all callbacks watch: every fifth label of its
// validation is wrong, so that it gets worse and the callbacks have to act.
type watched struct {
	source *data.Source
	folder string
	model  *models.Model
	stop   *EarlyStopping
	kept   []byte // the last checkpoint
}

func (w *watched) fit(t *testing.T, epochs int, resume *train.Checkpoint) train.History {
	t.Helper()
	small, err := models.KerasDropout.WithUnits(32, 16)
	if err != nil {
		t.Fatal(err)
	}
	if w.model, err = models.New(small, 6, 6, 3, 1); err != nil {
		t.Fatal(err)
	}
	optimizer := &optim.Adam{LearningRate: 0.005}
	w.stop = &EarlyStopping{Model: w.model, Patience: 4, RestoreBest: true}
	history, err := train.Fit(context.Background(), w.model, w.source.Train, train.Config{
		Epochs: epochs, Batch: 8, Seed: 1, Optimizer: optimizer, Validation: w.source.Test,
		Callbacks: []train.Callback{
			w.stop.On,
			(&EarlyStopping{Monitor: Monitor{Metric: "loss"}, Patience: 30}).On,
			(&ReduceOnPlateau{Optimizer: optimizer, Patience: 1, Factor: 0.5, Cooldown: 1}).On,
			(&Checkpoint{Model: w.model, Path: filepath.Join(w.folder, "best.safetensors")}).On,
		},
		Resume: resume,
		Keep:   func(c *train.Checkpoint) (err error) { w.kept, err = c.Encode(); return err },
	})
	if err != nil {
		t.Fatal(err)
	}
	return history
}

// end is all that a training has left, times apart.
func (w *watched) end(t *testing.T, h train.History) string {
	t.Helper()
	for i := range h {
		h[i].Seconds = 0
	}
	best, err := os.ReadFile(filepath.Join(w.folder, "best.safetensors"))
	if err != nil {
		t.Fatal(err)
	}
	var text strings.Builder
	fmt.Fprintf(&text, "epoch %d of %+v, %v, best model %x", w.stop.BestEpoch(), h, w.model.Last, best)
	for name, p := range w.model.Params.All() {
		fmt.Fprint(&text, name)
		for _, v := range p.Float32s() {
			fmt.Fprintf(&text, " %x", math.Float32bits(v))
		}
	}
	return text.String()
}

// A watched training goes on, wherever it was cut, to the epoch where it would have
// ended, with the best weights, the learning rates and the files that it would have
// had.
func TestWatchedTrainingsGoOn(t *testing.T) {
	source, err := data.MNIST(stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 60, Test: 30}))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < source.Test.Len(); i += 5 {
		source.Test.Labels[i] = (source.Test.Labels[i] + 1) % 3
	}
	const epochs = 40
	straight := watched{source: source, folder: t.TempDir()}
	history := straight.fit(t, epochs, nil)
	if len(history) == epochs || straight.stop.BestEpoch() == 1 {
		t.Fatalf("it ends after %d epochs, the best is %d: nothing to see", len(history), straight.stop.BestEpoch())
	}
	want := straight.end(t, history)
	for cut := 1; cut <= len(history); cut++ {
		w := watched{source: source, folder: t.TempDir()}
		w.fit(t, cut, nil)
		c, err := train.ReadCheckpoint(w.kept)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.end(t, w.fit(t, epochs, c)); got != want {
			t.Errorf("cut after epoch %d of %d, it ends otherwise", cut, len(history))
		}
	}
}

// What a checkpoint says of a callback is checked: it may come from anywhere.
func TestResumeRefuses(t *testing.T) {
	m := model(t)
	good := func() optim.State {
		return optim.State{Numbers: map[string]float64{"best": 1, "best_epoch": 1, "wait": 0, "cooldown_counter": 0}}
	}
	for want, change := range map[string]func(*optim.State){
		"best_epoch 3, want a number of epochs up to 2":       func(s *optim.State) { s.Numbers["best_epoch"] = 3 },
		"best_epoch -1, want":                                 func(s *optim.State) { s.Numbers["best_epoch"] = -1 },
		"best_epoch NaN, want":                                func(s *optim.State) { s.Numbers["best_epoch"] = math.NaN() },
		"early_stopping of val_loss has no best epoch":        func(s *optim.State) { s.Numbers["best_epoch"] = 0 },
		"wait 0.5, want":                                      func(s *optim.State) { s.Numbers["wait"] = 0.5 },
		"wait 1e+300, want":                                   func(s *optim.State) { s.Numbers["wait"] = 1e300 },
		"has the best epoch's weights of 0 parameters":        func(s *optim.State) {},
		"dense/kernel: got shape [1] with 1 values, want":     func(s *optim.State) { s.Tensors = numbersFor(m, 1, tensor.Float32) },
		"best dense/kernel is of float64, want float32":       func(s *optim.State) { s.Tensors = numbersFor(m, 1, tensor.Float64) },
		"the checkpoint has no state of early_stopping of va": nil,
	} {
		c := &train.Checkpoint{Epoch: 2, History: make(train.History, 2)}
		if change != nil {
			s := good()
			change(&s)
			if err := c.Put("early_stopping of val_loss", s); err != nil {
				t.Fatal(err)
			}
		}
		err := (&EarlyStopping{Model: m, RestoreBest: true}).On(&train.Begin{Resumed: c})
		if !errors.Is(err, train.ErrResume) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with %q", err, want)
		}
	}
	for _, on := range []train.Callback{(&ReduceOnPlateau{Optimizer: &optim.SGD{}}).On, (&Checkpoint{Path: "a.h5"}).On} {
		if err := on(&train.Begin{Resumed: &train.Checkpoint{Epoch: 1}}); !errors.Is(err, train.ErrResume) {
			t.Errorf("got %v without a state", err)
		}
	}
}

// numbersFor is as many tensors as the model has parameters, of that size.
func numbersFor(m *models.Model, size int, of tensor.Dtype) map[string][]*tensor.Dense {
	var list []*tensor.Dense
	for range m.Params.Names() {
		list = append(list, tensor.New(tensor.Of(of), tensor.WithShape(size)))
	}
	return map[string][]*tensor.Dense{"weights": list}
}

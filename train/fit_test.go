package train

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/optim"
)

// blobs is a made-up data set: class c lights the pixels of row c.
func blobs(n int, seed uint64) *data.Set {
	const side, classes = 4, 4
	r := rand.New(rand.NewPCG(seed, 0))
	s := &data.Set{Name: "blobs", Height: side, Width: side, Classes: classes}
	for range n {
		label := r.IntN(classes)
		for p := range side * side {
			v := r.IntN(60)
			if p/side == label {
				v += 150
			}
			s.Pixels = append(s.Pixels, byte(v))
		}
		s.Labels = append(s.Labels, byte(label))
	}
	return s
}

func newModel(t testing.TB, r models.Recipe, set *data.Set, seed uint64) *models.Model {
	t.Helper()
	m, err := models.New(r, set.Height, set.Width, set.Classes, seed)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// small is a recipe that has everything: dropout, validation, a last partial batch.
var small = models.Recipe{
	Name: "small",
	Layers: graph.Sequential{
		graph.Flatten{},
		graph.Dense{Units: 16, Activation: graph.ReLU},
		graph.Dropout{Rate: 0.2},
		graph.Dense{Units: 4, Activation: graph.Softmax},
	},
	Scale: data.Unit,
	Loss:  graph.SparseCategoricalCrossentropy{},
}

func config(epochs, batch int) Config {
	return Config{Epochs: epochs, Batch: batch, Seed: 1, Optimizer: &optim.Adam{LearningRate: 0.01}}
}

// End to end on made-up examples: events, history, a model that has learnt.
func TestFit(t *testing.T) {
	set, validation := blobs(200, 1), blobs(50, 2)
	m := newModel(t, small, set, 1)
	c := config(6, 32)
	c.Validation = validation
	var events []string
	var epochLoss, epochAccuracy float64
	c.Callbacks = []Callback{func(e Event) error {
		switch e := e.(type) {
		case *Begin:
			events = append(events, fmt.Sprintf("begin %d %d %d", e.Train.Len(), e.Validation.Len(), e.Epochs))
		case *EpochBegin:
			events = append(events, fmt.Sprintf("epoch %d/%d of %d", e.Epoch, e.Epochs, e.Steps))
		case *StepEnd:
			epochLoss, epochAccuracy = e.EpochLoss, e.EpochAccuracy
			if want := min(32, 200-32*(e.Step-1)); e.Examples != want {
				t.Errorf("step %d has %d examples, want %d", e.Step, e.Examples, want)
			}
		case *EpochEnd:
			events = append(events, fmt.Sprintf("end %d", e.Epoch))
			if e.Log.Loss != epochLoss || e.Log.Accuracy != epochAccuracy {
				t.Errorf("epoch %d: log has %v, %v, its last step %v, %v", e.Epoch, e.Log.Loss, e.Log.Accuracy, epochLoss, epochAccuracy)
			}
		}
		return nil
	}}
	history, err := Fit(context.Background(), m, set, c)
	if err != nil {
		t.Fatal(err)
	}
	if want := "begin 200 50 6,epoch 1/6 of 7,end 1,epoch 2/6 of 7"; !strings.HasPrefix(strings.Join(events, ","), want) || len(events) != 13 {
		t.Errorf("events are %v", events)
	}
	if len(history) != 6 {
		t.Fatalf("history has %d lines, want 6", len(history))
	}
	last := history[5]
	if last.Loss >= history[0].Loss || last.ValAccuracy < 0.95 {
		t.Errorf("it has not learnt: %+v", history)
	}
	r, err := Evaluate(context.Background(), m, validation)
	if err != nil || r.Loss != last.ValLoss || r.Accuracy != last.ValAccuracy {
		t.Errorf("evaluation gives %+v, %v, the last validation gave %+v", r, err, last)
	}
	if want := math.Sqrt(r.Accuracy * (1 - r.Accuracy) / 50); r.StandardError() != want {
		t.Errorf("standard error is %v, want %v", r.StandardError(), want)
	}
}

// The mean loss of an epoch at a learning rate of nearly nothing is that of the
// untrained model, whatever the batches: examples weigh the same in the last,
// partial one.
func TestEpochLossIsTheMeanOverExamples(t *testing.T) {
	set := blobs(70, 3)
	r := small
	r.Layers = graph.Sequential{graph.Flatten{}, graph.Dense{Units: 4, Activation: graph.Softmax}}
	m := newModel(t, r, set, 1)
	before, err := Evaluate(context.Background(), m, set)
	if err != nil {
		t.Fatal(err)
	}
	c := config(1, 64)
	c.Optimizer = &optim.Adam{LearningRate: 1e-12}
	history, err := Fit(context.Background(), m, set, c)
	if err != nil {
		t.Fatal(err)
	}
	if math.Abs(history[0].Loss-before.Loss) > 1e-6 || history[0].Accuracy != before.Accuracy {
		t.Errorf("the epoch has loss %v, accuracy %v, the model %v, %v", history[0].Loss, history[0].Accuracy, before.Loss, before.Accuracy)
	}
}

// hash trains and returns the SHA-256 of the saved file.
func hash(t *testing.T, r models.Recipe, seed uint64) string {
	t.Helper()
	set := blobs(300, 1)
	m := newModel(t, r, set, seed)
	c := config(2, 64)
	c.Seed = seed
	if _, err := Fit(context.Background(), m, set, c); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "m.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%x", sha256.Sum256(content))
}

// wide is large enough for its products to be shared by the cores.
var wide = models.Recipe{
	Name: "wide",
	Layers: graph.Sequential{
		graph.Dense{Units: 700, Activation: graph.ReLU},
		graph.Dropout{Rate: 0.2},
		graph.Dense{Units: 300, Activation: graph.ReLU},
		graph.Dense{Units: 4, Activation: graph.Softmax},
	},
	Scale: data.Signed,
	Loss:  graph.CategoricalCrossentropy{},
}

// One seed gives one file, to the byte, with any GOMAXPROCS and with dropout or
// without; another seed gives another.
func TestSeedDecidesTheFile(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, rate := range []float64{0, 0.3} {
		r, err := wide.WithDropout(rate)
		if err != nil {
			t.Fatal(err)
		}
		files := map[string]bool{}
		for _, processors := range []int{1, 2, 1, 2} {
			runtime.GOMAXPROCS(processors)
			files[hash(t, r, 5)] = true
		}
		if len(files) != 1 {
			t.Errorf("dropout %v: one seed gave %d files", rate, len(files))
		}
		if files[hash(t, r, 6)] {
			t.Errorf("dropout %v: two seeds gave one file", rate)
		}
	}
}

func TestFitRefuses(t *testing.T) {
	set := blobs(10, 1)
	m := newModel(t, small, set, 1)
	other := &data.Set{Name: "other", Height: 2, Width: 2, Classes: 4, Pixels: make([]byte, 4), Labels: []byte{0}}
	empty := &data.Set{Name: "empty", Height: 4, Width: 4, Classes: 4}
	many := blobs(10, 1)
	many.Classes = 5
	torn, wrong := blobs(10, 1), blobs(10, 1)
	torn.Labels, wrong.Labels = torn.Labels[:9], append([]byte{9}, wrong.Labels[1:]...)
	for want, f := range map[string]func() error{
		"0 epochs":        func() error { _, err := Fit(context.Background(), m, set, config(0, 1)); return err },
		"batch 0":         func() error { _, err := Fit(context.Background(), m, set, config(1, 0)); return err },
		"no optimizer":    func() error { _, err := Fit(context.Background(), m, set, Config{Epochs: 1, Batch: 1}); return err },
		"there is no set": func() error { _, err := Fit(context.Background(), m, nil, config(1, 1)); return err },
		"2x2":             func() error { _, err := Fit(context.Background(), m, other, config(1, 1)); return err },
		"empty is empty":  func() error { _, err := Evaluate(context.Background(), m, empty); return err },
		"many has 5":      func() error { many.Name = "many"; _, err := Evaluate(context.Background(), m, many); return err },
		"9 labels":        func() error { _, err := Fit(context.Background(), m, torn, config(1, 4)); return err },
		"0 is 9":          func() error { _, err := Evaluate(context.Background(), m, wrong); return err },
		"other has 2x2 im": func() error {
			c := config(1, 1)
			c.Validation = other
			_, err := Fit(context.Background(), m, set, c)
			return err
		},
	} {
		if err := f(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

func TestCallbacksEndTheTraining(t *testing.T) {
	set := blobs(64, 1)
	failure := errors.New("disk on fire")
	for returned, wanted := range map[error]error{ErrStop: nil, failure: failure} {
		c := config(5, 16)
		c.Callbacks = []Callback{func(e Event) error {
			if e, ok := e.(*EpochEnd); ok && e.Epoch == 2 {
				return returned
			}
			return nil
		}}
		history, err := Fit(context.Background(), newModel(t, small, set, 1), set, c)
		if !errors.Is(err, wanted) || len(history) != 2 {
			t.Errorf("%v: got %d epochs and %v, want 2 and %v", returned, len(history), err, wanted)
		}
	}
}

// When the context is done the present step is finished and no other made.
func TestContextEndsAfterTheStep(t *testing.T) {
	set := blobs(640, 1)
	ctx, cancel := context.WithCancel(context.Background())
	steps := 0
	c := config(3, 16)
	c.Callbacks = []Callback{func(e Event) error {
		if _, ok := e.(*StepEnd); ok {
			if steps++; steps == 55 {
				cancel()
			}
		}
		return nil
	}}
	history, err := Fit(ctx, newModel(t, small, set, 1), set, c)
	if !errors.Is(err, context.Canceled) || steps != 55 || len(history) != 1 {
		t.Errorf("got %v after %d steps and %d whole epochs, want a cancelled context after 55 and 1", err, steps, len(history))
	}
}

// A learning rate of 1e30 throws the weights out of float32's range: the run
// must end with the place, not go on with NaN.
func TestNotFiniteLossStops(t *testing.T) {
	set := blobs(640, 1)
	m := newModel(t, small, set, 1)
	c := config(3, 16)
	c.Optimizer = &optim.Adam{LearningRate: 1e30}
	_, err := Fit(context.Background(), m, set, c)
	var bad *NotFiniteError
	if !errors.As(err, &bad) {
		t.Fatalf("got %v, want a NotFiniteError", err)
	}
	if bad.Epoch != 1 || bad.Step < 2 || bad.Step > 5 || !strings.HasPrefix(bad.Where, "layer dense") {
		t.Errorf("got %v, want epoch 1, one of the first steps, and a dense layer", err)
	}
	if strings.Contains(err.Error(), "\n") {
		t.Errorf("the error has several lines: %q", err)
	}
}

// A last step that throws them out of the range, which no loss shows, ends it as well,
// before anybody is told of an epoch or keeps it.
func TestRuinedWeightsStop(t *testing.T) {
	set := blobs(64, 1)
	m := newModel(t, small, set, 1)
	c := config(1, set.Len())
	c.Optimizer = &optim.Adam{LearningRate: 1e39}
	c.Keep = func(*Checkpoint) error { return errors.New("kept") }
	h, err := Fit(context.Background(), m, set, c)
	var bad *NotFiniteError
	if !errors.As(err, &bad) || bad.Epoch != 1 || bad.Step != 1 || !bad.Finite() || len(h) != 0 {
		t.Fatalf("got %v and %v, want a NotFiniteError at epoch 1, step 1", err, h)
	}
	if got := err.Error(); !strings.Contains(got, "its last step, 1, has ruined the weights: its dense/") || !strings.Contains(got, "smaller learning rate") {
		t.Errorf("the error is %q", got)
	}
}

// Thousands of steps leave the heap as it was and allocate little.
func TestStepsDoNotLeak(t *testing.T) {
	set := blobs(64*100, 1)
	m := newModel(t, small, set, 1)
	const epochs, skip = 51, 1
	var start, end runtime.MemStats
	c := config(epochs, 64)
	c.Callbacks = []Callback{func(e Event) error {
		if e, ok := e.(*EpochEnd); ok {
			switch e.Epoch {
			case skip:
				runtime.GC()
				runtime.ReadMemStats(&start)
			case epochs:
				runtime.GC()
				runtime.ReadMemStats(&end)
			}
		}
		return nil
	}}
	if _, err := Fit(context.Background(), m, set, c); err != nil {
		t.Fatal(err)
	}
	const steps = (epochs - skip) * 100
	if grown := int64(end.HeapAlloc) - int64(start.HeapAlloc); grown > 256<<10 {
		t.Errorf("the heap has grown by %d bytes in %d steps", grown, steps)
	}
	bytesAStep := (end.TotalAlloc - start.TotalAlloc) / steps
	t.Logf("%d steps: %d allocations and %d bytes a step", steps, (end.Mallocs-start.Mallocs)/steps, bytesAStep)
	// The smallest buffer of a step, the hidden layer's, has 64·16·4 = 4096 bytes;
	// what gorgonia's machine allocates are small slices and names.
	if bytesAStep > 8192 && !raceDetector {
		t.Errorf("%d bytes are allocated a step, want at most 8192", bytesAStep)
	}
}

func TestHistoryFile(t *testing.T) {
	set := blobs(64, 1)
	for _, ext := range []string{".csv", ".jsonl"} {
		path := filepath.Join(t.TempDir(), "history"+ext)
		h, err := NewHistoryFile(path)
		if err != nil {
			t.Fatal(err)
		}
		var histories []History
		for _, seed := range []uint64{1, 2} {
			c := config(2, 16)
			c.Seed, c.Validation, c.Callbacks = seed, blobs(20, 9), []Callback{h.Record()}
			history, err := Fit(context.Background(), newModel(t, small, set, seed), set, c)
			if err != nil {
				t.Fatal(err)
			}
			histories = append(histories, history)
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if ext == ".csv" {
			rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
			if err != nil || len(rows) != 5 || strings.Join(rows[0], ",") != "seed,epoch,loss,accuracy,val_loss,val_accuracy,seconds" {
				t.Errorf("CSV is %v, %v", rows, err)
			}
			if rows[3][0] != "2" || rows[3][1] != "1" || rows[3][2] != fmt.Sprint(histories[1][0].Loss) {
				t.Errorf("row 3 is %v, want seed 2, epoch 1, loss %v", rows[3], histories[1][0].Loss)
			}
			continue
		}
		lines := strings.Split(strings.TrimSpace(string(text)), "\n")
		var last map[string]float64
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &last); err != nil || len(lines) != 4 {
			t.Fatalf("%d lines, %v", len(lines), err)
		}
		if last["val_accuracy"] != histories[1][1].ValAccuracy || last["seed"] != 2 || last["epoch"] != 2 {
			t.Errorf("the last line is %v, want %+v", last, histories[1][1])
		}
	}
	if _, err := NewHistoryFile("history.txt"); err == nil {
		t.Error("a history of an unknown form passes")
	}
}

// progressOf returns what a progress callback prints of two epochs.
func progressOf(t *testing.T, set *data.Set, batch int, f func(w *bytes.Buffer) Callback) []string {
	t.Helper()
	var b bytes.Buffer
	c := config(2, batch)
	c.Validation, c.Callbacks = blobs(20, 9), []Callback{f(&b)}
	if _, err := Fit(context.Background(), newModel(t, small, set, 1), set, c); err != nil {
		t.Fatal(err)
	}
	return strings.Split(strings.TrimSuffix(b.String(), "\n"), "\n")
}

func TestProgress(t *testing.T) {
	set := blobs(210, 1)
	keras := progressOf(t, set, 8, func(w *bytes.Buffer) Callback { return KerasProgress(w, Live, nil) })
	if len(keras) != 4 || keras[0] != "Epoch 1/2" || !strings.HasPrefix(keras[1], "27/27 ━━━━━━━━━━━━━━━━━━━━ ") || !strings.Contains(keras[1], "/step - loss: ") ||
		!strings.Contains(keras[3], " - accuracy: ") || !strings.Contains(keras[3], " - val_loss: ") || !strings.Contains(keras[3], " - val_accuracy: ") {
		t.Errorf("Keras' form on a pipe is %q", keras)
	}
	if text := strings.Join(keras, ""); strings.ContainsAny(text, "\r\x1b") {
		t.Errorf("control characters on a pipe: %q", text)
	}
	live := progressOf(t, set, 8, func(w *bytes.Buffer) Callback { return KerasProgress(w, Live, func() int { return 100 }) })
	if text := strings.Join(live, "\n"); !strings.Contains(text, "\r 1/27 ") || !strings.Contains(text, "\r27/27 ") {
		t.Errorf("no live bar on a terminal: %q", text)
	}
	if silent := progressOf(t, set, 8, func(w *bytes.Buffer) Callback { return KerasProgress(w, Silent, func() int { return 100 }) }); len(silent[0]) > 0 {
		t.Errorf("silence is %q", silent)
	}
	// 210 examples in batches of 1: a line at iterations 100 and 200, then one an epoch.
	torch := progressOf(t, set, 1, func(w *bytes.Buffer) Callback { return TorchProgress(w, Live) })
	if len(torch) != 6 || !strings.HasPrefix(torch[0], "Epoch 1, Iteration 100, Loss: ") || !strings.HasPrefix(torch[1], "Epoch 1, Iteration 200, Loss: ") ||
		!strings.HasPrefix(torch[2], "Epoch 1/2: ") || !strings.HasPrefix(torch[3], "Epoch 2, Iteration 100, Loss: ") {
		t.Errorf("PyTorch's form is %q", torch)
	}
	if lines := progressOf(t, set, 1, func(w *bytes.Buffer) Callback { return TorchProgress(w, EpochLines) }); len(lines) != 2 {
		t.Errorf("a line an epoch is %q", lines)
	}
}

// The printed running loss is the mean of the last 100 iterations' losses.
func TestTorchProgressIsTheMeanOfAHundred(t *testing.T) {
	var b bytes.Buffer
	report := TorchProgress(&b, Live)
	send := func(e Event) {
		if err := report(e); err != nil {
			t.Fatal(err)
		}
	}
	send(&EpochBegin{Epoch: 3})
	for step := 1; step <= 200; step++ {
		send(&StepEnd{Epoch: 3, Step: step, Loss: float64(step)})
	}
	// (1+…+100)/100 = 50.5, (101+…+200)/100 = 150.5
	want := "Epoch 3, Iteration 100, Loss: 50.5000\nEpoch 3, Iteration 200, Loss: 150.5000\n"
	if b.String() != want {
		t.Errorf("got %q, want %q", b.String(), want)
	}
}

func TestOrderIsShuffledEachEpoch(t *testing.T) {
	a, b := data.Order(100, 1, 1, nil), data.Order(100, 1, 2, nil)
	if slices.Equal(a, b) {
		t.Error("two epochs see the same order")
	}
}

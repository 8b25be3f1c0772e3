package train

import (
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/data"
	"digits/data/augment"
	"digits/graph"
	"digits/models"
	"digits/optim"
	"digits/optim/schedule"
)

// state is all bits of a training: the checkpoint after its last epoch, without
// the seconds.
func state(t *testing.T, c *Checkpoint) string {
	t.Helper()
	for i := range c.History {
		c.History[i].Seconds = 0
	}
	b, err := c.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// parts trains in as many parts as there are numbers of epochs, each of which goes
// on from the bytes of the checkpoint before, with a new model and a new optimizer,
// and returns the last checkpoint. What is planned is always all epochs.
func parts(t *testing.T, r models.Recipe, set *data.Set, c func() Config, epochs ...int) (*models.Model, *Checkpoint) {
	t.Helper()
	var content []byte
	var m *models.Model
	for i, until := range epochs {
		m = newModel(t, r, set, 1)
		for _, w := range m.Params.All() {
			w.Float32s()[0] += float32(i) // other weights, which must not matter
		}
		config := c()
		config.Epochs = until
		if content != nil {
			var err error
			if config.Resume, err = ReadCheckpoint(content); err != nil {
				t.Fatal(err)
			}
		}
		config.Keep = func(c *Checkpoint) (err error) {
			content, err = c.Encode()
			return err
		}
		history, err := Fit(context.Background(), m, set, config)
		if err != nil {
			t.Fatal(err)
		}
		if len(history) != until {
			t.Fatalf("the history has %d epochs, want %d", len(history), until)
		}
	}
	last, err := ReadCheckpoint(content)
	if err != nil {
		t.Fatal(err)
	}
	return m, last
}

// same reports where trainings in one piece and in parts come to other bits.
func same(t *testing.T, r models.Recipe, set *data.Set, c func() Config) {
	t.Helper()
	first := newModel(t, r, set, 1)
	whole, want := parts(t, r, set, c, 4)
	cuts := [][]int{{1, 2, 3, 4}, {1, 4}, {3, 4}}
	if testing.Short() {
		cuts = cuts[:1]
	}
	for _, epochs := range cuts {
		m, got := parts(t, r, set, c, epochs...)
		if state(t, got) != state(t, want) {
			t.Errorf("trained until %v: another state than in one piece, step %d, history\n%+v\n%+v", epochs, got.Step, got.History, want.History)
		}
		for name, w := range whole.Params.All() {
			if !sameBits(m.Params.Get(name), w) {
				t.Errorf("trained until %v: %s is another", epochs, name)
			}
			if sameBits(first.Params.Get(name), w) {
				t.Errorf("%s has not moved", name)
			}
		}
	}
}

// sameBits compares the bits of weights.
func sameBits(a, b *tensor.Dense) bool {
	return slices.EqualFunc(a.Float32s(), b.Float32s(), func(x, y float32) bool { return math.Float32bits(x) == math.Float32bits(y) })
}

// choices are every optimizer in both forms, each with another schedule, clipping
// and decay around it, and every one of those.
func choices() []optim.Choice {
	schedules := []schedule.Schedule{
		nil, schedule.Cosine{}, schedule.Exponential{Epochs: 1, Factor: 0.8}, schedule.Step{Epochs: 2, Factor: 0.5}, schedule.Cosine{Floor: 0.1}, schedule.Constant{},
	}
	clips := []string{"", "global:0.5", "norm:0.2", "value:0.05"}
	decays := []string{"", "0.01", "l2:0.01"}
	var all []optim.Choice
	for i, name := range optim.Names() {
		for _, form := range []optim.Form{optim.PyTorch, optim.Keras} {
			n := 2*i + int(form)
			all = append(all, optim.Choice{
				Name: name, Form: form, LearningRate: 0.01,
				Schedule: schedules[n%len(schedules)], Warmup: 3 * (n % 2), Clip: clips[n%len(clips)], Decay: decays[n%len(decays)],
			})
		}
	}
	if testing.Short() {
		return all
	}
	for _, s := range schedules {
		for _, clip := range clips {
			for i, decay := range decays {
				name := []string{"adam", "sgd", "rmsprop"}[i]
				all = append(all, optim.Choice{Name: name, LearningRate: 0.01, Schedule: s, Clip: clip, Decay: decay})
			}
		}
	}
	return all
}

// Every optimizer, schedule, clipping and decay goes on to the same bits. There is
// dropout, and the last batch of 7 is of 2.
func TestEveryOptimizerGoesOn(t *testing.T) {
	set := blobs(23, 1)
	for _, choice := range choices() {
		t.Run(fmt.Sprintf("%+v", choice), func(t *testing.T) {
			same(t, small, set, func() Config {
				o, err := choice.New(schedule.Length{Epoch: 4, Total: 16})
				if err != nil {
					t.Fatal(err)
				}
				return Config{Batch: 7, Seed: 3, Optimizer: o}
			})
		})
	}
}

// Groups and masks go on through a checkpoint: a callback prunes at the beginning,
// and again after epoch 2.
func TestGroupsAndMasksGoOn(t *testing.T) {
	set := blobs(23, 1)
	same(t, small, set, func() Config {
		o := &optim.Masked{Optimizer: optim.Groups{
			{Match: "/bias$", Optimizer: &optim.SGD{LearningRate: 0.1, Momentum: 0.9}},
			{Match: "", Optimizer: &optim.Scheduled{Optimizer: &optim.AdamW{}, Schedule: schedule.Cosine{Steps: 16}}},
		}}
		prune := func(e Event) error {
			switch e := e.(type) {
			case *Begin:
				if e.Resumed == nil {
					o.SetMask("dense_1/bias", []bool{false, true, true, true})
				}
			case *EpochEnd:
				if e.Epoch == 2 {
					o.SetMask("dense_1/bias", []bool{false, true, false, true})
				}
			}
			return nil
		}
		return Config{Batch: 7, Seed: 3, Optimizer: o, Callbacks: []Callback{prune}}
	})
}

// An optimizer that leaves out a parameter, or has a group for none, is refused before
// the first step.
func TestFitChecksGroups(t *testing.T) {
	set := blobs(23, 1)
	for want, o := range map[string]gorgonia.Solver{
		"train: optim: groups: no group matches the parameter dense/bias": optim.Groups{{Match: "kernel", Optimizer: &optim.SGD{}}},
		`train: optim: groups: "^conv" matches none of`:                   &optim.ClipNorm{Optimizer: optim.Groups{{Match: "^conv"}, {Optimizer: &optim.SGD{}}}, Limit: 1},
	} {
		began := false
		_, err := Fit(context.Background(), newModel(t, small, set, 1), set, Config{Epochs: 1, Batch: 7, Optimizer: o, Callbacks: []Callback{func(Event) error { began = true; return nil }}})
		if err == nil || !strings.HasPrefix(err.Error(), want) || began {
			t.Errorf("got %v, began %t, want an error that begins with %q", err, began, want)
		}
	}
}

// pictures are blobs of a size for convolutions.
func pictures(n int, seed uint64) *data.Set {
	set := blobs(n*9, seed)
	set.Height, set.Width, set.Labels = 12, 12, set.Labels[:n]
	return set
}

// Every recipe goes on, with and without augmentation and validation: softmax and
// logits, sparse and one-hot labels, dropout and none, both scalings.
func TestEveryRecipeGoesOn(t *testing.T) {
	set := blobs(23, 1)
	one := small
	one.Name, one.Layers = "parameters of one weight", graph.Sequential{
		graph.Dense{Units: 1, Activation: graph.PReLU{}}, graph.Dropout{Rate: 0.5}, graph.Dense{Units: 4, Activation: graph.Softmax},
	}
	own := small
	own.Name, own.Layers = "of one's own", graph.Sequential{
		graph.Func(func(_ *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Square(x) }),
		graph.Dense{Units: 4, Activation: graph.Softmax},
	}
	for _, r := range append(models.Recipes(), one, own) {
		set, validation := set, blobs(9, 2)
		if _, ok := r.Layers[0].(graph.Conv2D); ok {
			set, validation = pictures(11, 1), pictures(9, 2)
		} else if len(r.Layers) > 3 { // narrower ones: the recipe's own would take long
			var err error
			if r, err = r.WithUnits(20, 9); err != nil {
				t.Fatal(err)
			}
		}
		for _, changed := range []augment.Settings{{}, augment.Full} {
			t.Run(fmt.Sprintf("%s %v", r.Name, changed), func(t *testing.T) {
				same(t, r, set, func() Config {
					c := Config{Batch: 7, Seed: 3, Augment: changed, Optimizer: &optim.Adam{}}
					if changed != (augment.Settings{}) {
						c.Validation = validation
					}
					return c
				})
			})
		}
	}
}

// A training whose epochs are all done sends Begin and End, and changes nothing.
func TestNothingLeftToDo(t *testing.T) {
	set := blobs(23, 1)
	config := func() Config { return Config{Batch: 7, Seed: 3, Optimizer: &optim.Adam{}} }
	_, c := parts(t, small, set, config, 2)
	m := newModel(t, small, set, 1)
	again, events := config(), ""
	again.Epochs, again.Resume = 2, c
	again.Callbacks = []Callback{func(e Event) error {
		events += fmt.Sprintf("%T ", e)
		return nil
	}}
	history, err := Fit(context.Background(), m, set, again)
	if err != nil || events != "*train.Begin *train.End " || len(history) != 2 {
		t.Errorf("got %d epochs, %v, events %s", len(history), err, events)
	}
	for name, w := range c.Params.All() {
		if !sameBits(w, m.Params.Get(name)) {
			t.Errorf("%s is not the checkpoint's", name)
		}
	}
}

// A checkpoint says of which training it is, and another is told what differs, in
// one line, before anything changes.
func TestResumeRefuses(t *testing.T) {
	set := blobs(23, 1)
	base := func() Config {
		return Config{Epochs: 3, Batch: 7, Seed: 3, Optimizer: &optim.Adam{}, Validation: blobs(9, 2)}
	}
	_, c := parts(t, small, set, base, 2)
	other := blobs(23, 1)
	other.Pixels[5]++
	fewer := other.Slice(0, 22)
	wider := small
	wider.Layers = graph.Sequential{graph.Flatten{}, graph.Dense{Units: 17, Activation: graph.ReLU}, graph.Dropout{Rate: 0.2}, graph.Dense{Units: 4, Activation: graph.Softmax}}
	tanh := small
	tanh.Layers = graph.Sequential{graph.Flatten{}, graph.Dense{Units: 16, Activation: graph.Tanh}, graph.Dropout{Rate: 0.2}, graph.Dense{Units: 4, Activation: graph.Softmax}}
	rate, err := small.WithDropout(0.3)
	if err != nil {
		t.Fatal(err)
	}
	signed, loss := small, small
	signed.Scale = data.Signed
	loss.Loss = graph.CategoricalCrossentropy{}
	for want, f := range map[string]struct {
		recipe models.Recipe
		set    *data.Set
		change func(*Config)
	}{
		`has the seed 3, this training 4`:                           {small, set, func(c *Config) { c.Seed = 4 }},
		`has the batch 7, this training 8`:                          {small, set, func(c *Config) { c.Batch = 8 }},
		`has the optimizer Adam{LearningRate: 0.001, Beta1: 0.9, `:  {small, set, func(c *Config) { c.Optimizer = &optim.SGD{} }},
		`, this training Adam{LearningRate: 0.002, `:                {small, set, func(c *Config) { c.Optimizer = &optim.Adam{LearningRate: 0.002} }},
		`Epsilon: 1e-07, EpsilonHat: true}`:                         {small, set, func(c *Config) { c.Optimizer = &optim.Adam{Epsilon: 1e-7, EpsilonHat: true} }},
		`needs an optimizer with methods State and Restore`:         {small, set, func(c *Config) { c.Optimizer = gorgonia.NewVanillaSolver() }},
		`has the augmentation Settings{}, this training Settings{R`: {small, set, func(c *Config) { c.Augment = augment.Light }},
		`has the training images 23 of 4x4 pixels, 4 `:              {small, other, func(*Config) {}},
		`, this training 22 of 4x4 pixels`:                          {small, fewer, func(*Config) {}},
		`has the validation images 9 of 4x4`:                        {small, set, func(c *Config) { c.Validation = nil }},
		`has 2 epochs done, this training is of 1`:                  {small, set, func(c *Config) { c.Epochs = 1 }},
		`Units: 16, Activation: relu}`:                              {wider, set, func(*Config) {}},
		`Activation: tanh}`:                                         {tanh, set, func(*Config) {}},
		`Dropout{Rate: 0.3}`:                                        {rate, set, func(*Config) {}},
		`has the scale unit, this training signed`:                  {signed, set, func(*Config) {}},
		`has the loss SparseCategoricalCrossentropy{`:               {loss, set, func(*Config) {}},
	} {
		m := newModel(t, f.recipe, f.set, 1)
		before := m.Params.Clone()
		config := base()
		config.Resume = c
		f.change(&config)
		_, err := Fit(context.Background(), m, f.set, config)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with %q", err, want)
		}
		for name, w := range before.All() {
			if !sameBits(w, m.Params.Get(name)) {
				t.Errorf("%s: %s has changed", want, name)
			}
		}
	}
}

// A file that was tampered with is refused as well.
func TestResumeRefusesHalfAState(t *testing.T) {
	set := blobs(23, 1)
	config := Config{Epochs: 3, Batch: 7, Optimizer: &optim.Adam{}}
	for want, change := range map[string]func(*Checkpoint){
		"has exp_avg of 2 parameters, the model has 4": func(c *Checkpoint) {
			for name, list := range c.Optimizer.Tensors {
				c.Optimizer.Tensors[name] = list[:2]
			}
			delete(c.Optimizer.Tensors, "exp_avg_sq")
		},
		`adam: got the tensors ["exp_avg"], want`: func(c *Checkpoint) { delete(c.Optimizer.Tensors, "exp_avg_sq") },
		"adam: got the numbers":                   func(c *Checkpoint) { delete(c.Optimizer.Numbers, "step") },
		"has the parameters , the model dense/ke": func(c *Checkpoint) { c.Params = &graph.Params{} },
		"does not say of which classes it is":     func(c *Checkpoint) { c.of = c.of[:2] },
		"checkpoint's dense/kernel is (3), the m": func(c *Checkpoint) {
			names := c.Params.Names()
			c.Params = &graph.Params{}
			for _, name := range names {
				if err := c.Params.Add(name, []int{3}, make([]float32, 3)); err != nil {
					t.Fatal(err)
				}
			}
		},
	} {
		_, c := parts(t, small, set, func() Config { return Config{Batch: 7, Optimizer: &optim.Adam{}} }, 2)
		change(c)
		config.Resume, config.Optimizer = c, &optim.Adam{}
		if _, err := Fit(context.Background(), newModel(t, small, set, 1), set, config); !errors.Is(err, ErrResume) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

// counter is a callback that keeps a number.
func counter(name string, n *float64) Callback {
	return func(e Event) error {
		switch e := e.(type) {
		case *Begin:
			*n = 0
			if e.Resumed == nil {
				return nil
			}
			s, err := e.Resumed.Take(name)
			*n = s.Numbers["n"]
			return err
		case *EpochEnd:
			*n++
		case *Snapshot:
			return e.Checkpoint.Put(name, optim.State{Numbers: map[string]float64{"n": *n}})
		}
		return nil
	}
}

func TestCallbacksKeepTheirState(t *testing.T) {
	set := blobs(23, 1)
	var a, b, none float64
	with := func(calls ...Callback) func() Config {
		return func() Config { return Config{Batch: 7, Optimizer: &optim.Adam{}, Callbacks: calls} }
	}
	_, c := parts(t, small, set, with(counter("a", &a), counter("b", &b)), 2, 3)
	if a != 3 || b != 3 {
		t.Errorf("they count %v and %v epochs, want 3", a, b)
	}
	for want, calls := range map[string][]Callback{
		"has the state of b: go on with it": {counter("a", &a)},
		"has no state of c":                 {counter("a", &a), counter("b", &b), counter("c", &none)},
	} {
		config := with(calls...)()
		config.Epochs, config.Resume = 4, c
		if _, err := Fit(context.Background(), newModel(t, small, set, 1), set, config); !errors.Is(err, ErrResume) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	config := with(counter("a", &a), counter("a", &b))()
	config.Epochs, config.Keep = 1, func(*Checkpoint) error { return nil }
	if _, err := Fit(context.Background(), newModel(t, small, set, 1), set, config); err == nil || !strings.Contains(err.Error(), `two callbacks "a"`) {
		t.Errorf("got %v for two callbacks of one name", err)
	}
}

// An epoch at whose end a callback stops the training is kept too; a failure of
// Keep is one of the training.
func TestKeepAndStop(t *testing.T) {
	set := blobs(23, 1)
	kept := 0
	config := Config{Epochs: 5, Batch: 7, Optimizer: &optim.Adam{}, Keep: func(c *Checkpoint) error {
		kept = c.Epoch
		return nil
	}}
	config.Callbacks = []Callback{func(e Event) error {
		if e, ok := e.(*EpochEnd); ok && e.Epoch == 2 {
			return ErrStop
		}
		return nil
	}}
	if history, err := Fit(context.Background(), newModel(t, small, set, 1), set, config); err != nil || kept != 2 || len(history) != 2 {
		t.Errorf("got %v, %d epochs, %d kept, want 2", err, len(history), kept)
	}
	full := errors.New("disk full")
	config.Keep = func(*Checkpoint) error { return full }
	if _, err := Fit(context.Background(), newModel(t, small, set, 1), set, config); !errors.Is(err, full) {
		t.Errorf("got %v, want %v", err, full)
	}
}

// A resumed run's history file has all its rows, also those of the run before it,
// and none that a run left behind which was killed before it kept the epoch.
func TestHistoryFileOfAResumedRun(t *testing.T) {
	set := blobs(23, 1)
	path := filepath.Join(t.TempDir(), "history.csv")
	seeds := func(resume *Checkpoint, keep func(*Checkpoint) error) string {
		h, err := NewHistoryFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for seed := range uint64(2) {
			c := Config{Epochs: 3, Batch: 7, Seed: seed, Optimizer: &optim.Adam{}, Callbacks: []Callback{h.Record()}}
			if seed == 1 {
				c.Resume, c.Keep = resume, keep
			}
			if _, err := Fit(context.Background(), newModel(t, small, set, 1), set, c); err != nil {
				t.Fatal(err)
			}
		}
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return regexp.MustCompile(`(?m),[\d.]+$`).ReplaceAllString(string(text), "") // no seconds
	}
	var first *Checkpoint
	want := seeds(nil, func(c *Checkpoint) error {
		if first == nil {
			first = c
		}
		return nil
	})
	if strings.Count(want, "\n") != 7 {
		t.Fatalf("the file is %s", want)
	}
	if got := seeds(first, nil); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

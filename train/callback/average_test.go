package callback

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/tensor"

	"digits/data"
	"digits/graph"
	"digits/internal/reference"
	"digits/internal/stripes"
	"digits/models"
	"digits/optim"
	"digits/train"
)

// The averages are PyTorch's AveragedModel's and Keras' use_ema, whose 50 steps are
// five epochs of ten here.
func TestAveragesAreTheirs(t *testing.T) {
	for name, c := range map[string]struct {
		library, entry string
		average        Average
	}{
		"PyTorch's EMA":             {"torch", "ema", Average{Decay: 0.9}},
		"Keras' EMA":                {"keras", "ema", Average{Decay: 0.9}},
		"from the initial weights":  {"torch", "ema_from_start", Average{Decay: 0.9, Initial: true}},
		"SWA of the last ten steps": {"torch", "swa", Average{From: 5}},
	} {
		t.Run(name, func(t *testing.T) {
			var want reference.Result
			entries := reference.Case[map[string]json.RawMessage](t, c.library, "averages-"+c.library)
			if err := json.Unmarshal(entries[c.entry], &want); err != nil {
				t.Fatal(err)
			}
			m := reference.Model(t, reference.Plain(nil))
			a := c.average
			a.Model = m
			s := &train.Stepper{Model: m, Optimizer: &optim.SGD{LearningRate: 0.1}}
			defer s.Close()
			send(t, &a, &train.Begin{})
			for step, batch := range reference.All(reference.Set()) {
				if err := s.Step(batch); err != nil {
					t.Fatal(err)
				}
				epoch := step/10 + 1
				send(t, &a, &train.StepEnd{Epoch: epoch, Step: step%10 + 1})
				if step%10 == 9 {
					trained := m.Params.Clone()
					send(t, &a, &train.EvaluationBegin{Epoch: epoch})
					send(t, &a, &train.EvaluationEnd{Epoch: epoch})
					if !sameParams(m.Params, trained) {
						t.Fatal("the trained weights do not come back")
					}
				}
			}
			send(t, &a, &train.End{})
			reference.Parameters(t, m, want.Parameters)
		})
	}
}

func send(t *testing.T, a *Average, e train.Event) {
	t.Helper()
	if err := a.On(e); err != nil {
		t.Fatal(err)
	}
}

func sameParams(a, b *graph.Params) bool {
	for name, w := range a.All() {
		if !slices.Equal(w.Float32s(), b.Get(name).Float32s()) {
			return false
		}
	}
	return true
}

// averaged is a training whose validation, best epoch and end are of averages.
func averaged(t *testing.T, average Average, restore bool, last bool, c train.Config) (*models.Model, train.History, *EarlyStopping) {
	t.Helper()
	source, err := data.MNIST(stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 60, Test: 30}))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < source.Test.Len(); i += 5 { // so that it gets worse
		source.Test.Labels[i] = (source.Test.Labels[i] + 1) % 3
	}
	r := models.Recipe{Name: "normed", Loss: graph.SparseCategoricalCrossentropy{}, Layers: graph.Sequential{
		graph.Dense{Units: 16}, graph.BatchNorm{}, graph.ReLU, graph.Dense{Units: graph.Classes, Activation: graph.Softmax},
	}}
	m, err := models.New(r, 6, 6, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	average.Model = m
	stop := &EarlyStopping{Model: m, Patience: 100, RestoreBest: restore}
	c.Batch, c.Seed, c.Optimizer, c.Validation = 8, 1, &optim.Adam{LearningRate: 0.01}, source.Test
	c.Callbacks = []train.Callback{average.On, stop.On}
	if last {
		slices.Reverse(c.Callbacks)
	}
	history, err := train.Fit(context.Background(), m, source.Train, c)
	if err != nil {
		t.Fatal(err)
	}
	r2, err := train.Evaluate(context.Background(), m, source.Test)
	if err != nil {
		t.Fatal(err)
	}
	best := history[len(history)-1]
	if restore {
		best = history[stop.BestEpoch()-1]
	}
	if r2.Loss != best.ValLoss {
		t.Errorf("the model's loss is %v, its history's %v", r2.Loss, best.ValLoss)
	}
	return m, history, stop
}

// The last epoch's figures, or the best one's, are those of the model at the end,
// wherever the average stands among the callbacks. Training is not touched by it.
func TestEvaluationHasTheAverages(t *testing.T) {
	const epochs = 30
	plain, without, _ := averaged(t, Average{Decay: 0, From: epochs + 1}, false, false, train.Config{Epochs: epochs})
	for _, last := range []bool{false, true} {
		m, history, _ := averaged(t, Average{Decay: 0.9}, false, last, train.Config{Epochs: epochs})
		for i := range history {
			if history[i].Loss != without[i].Loss {
				t.Fatalf("epoch %d: training has the loss %v, without an average %v", i+1, history[i].Loss, without[i].Loss)
			}
		}
		if history[0].ValLoss == without[0].ValLoss || sameParams(m.Params, plain.Params) {
			t.Error("the averages are not used")
		}
		for name, w := range m.Params.All() { // state is the trained weights'
			if m.Params.IsState(name) && !slices.Equal(w.Float32s(), plain.Params.Get(name).Float32s()) {
				t.Errorf("%s is not that of the training", name)
			}
		}
		_, history, stop := averaged(t, Average{Decay: 0.9}, true, last, train.Config{Epochs: epochs})
		if stop.BestEpoch() == len(history) {
			t.Error("the last epoch is the best: nothing to see")
		}
	}
}

// A training that was cut has the same averages at its end, to the byte.
func TestAveragesGoOn(t *testing.T) {
	for name, average := range map[string]Average{
		"EMA": {Decay: 0.9}, "EMA from the initial weights": {Decay: 0.9, Initial: true}, "SWA": {From: 3, Epochs: true},
	} {
		const epochs = 5
		want, wanted, _ := averaged(t, average, false, false, train.Config{Epochs: epochs})
		for cut := 1; cut <= epochs; cut++ {
			var kept []byte
			averaged(t, average, false, false, train.Config{Epochs: cut, Keep: func(c *train.Checkpoint) (err error) {
				kept, err = c.Encode()
				return err
			}})
			c, err := train.ReadCheckpoint(kept)
			if err != nil {
				t.Fatal(err)
			}
			got, history, _ := averaged(t, average, false, cut%2 == 0, train.Config{Epochs: epochs, Resume: c})
			if !sameParams(got.Params, want.Params) || history[epochs-1].ValLoss != wanted[epochs-1].ValLoss {
				t.Errorf("%s: cut after epoch %d it ends otherwise", name, cut)
			}
		}
	}
}

// An evaluation that fails leaves the trained weights.
func TestFailedEvaluationsLeaveTheWeights(t *testing.T) {
	m, broken := model(t), errors.New("broken")
	set := &data.Set{Name: "two", Height: 2, Width: 2, Classes: 2, Pixels: []byte{0, 9, 200, 100, 255, 1, 2, 3}, Labels: []byte{0, 1}}
	a := &Average{Model: m, Decay: 0.5, Initial: true}
	var trained *graph.Params
	_, err := train.Fit(context.Background(), m, set, train.Config{Epochs: 1, Batch: 1, Optimizer: &optim.SGD{LearningRate: 1}, Callbacks: []train.Callback{
		func(e train.Event) error {
			if _, ok := e.(*train.EvaluationBegin); ok {
				trained = m.Params.Clone()
			}
			return nil
		},
		a.On,
		func(e train.Event) error {
			if _, ok := e.(*train.EpochEnd); ok && !sameParams(m.Params, trained) {
				return broken
			}
			return nil
		},
	}})
	if !errors.Is(err, broken) || !sameParams(m.Params, trained) {
		t.Errorf("got %v, and the weights of the evaluation", err)
	}
}

func TestAverageRefuses(t *testing.T) {
	m := model(t)
	for want, a := range map[string]*Average{
		"there is no model":                    {Decay: 0.9},
		"got the decay 1, want":                {Model: m, Decay: 1},
		"got the decay NaN, want":              {Model: m, Decay: math.NaN()},
		"got -1 for the first epoch":           {Model: m, From: -1},
		"an average from the initial weights ": {Model: m, Initial: true},
	} {
		if err := a.On(&train.Begin{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	good := func() optim.State {
		a := &Average{Model: m, Decay: 0.9}
		send(t, a, &train.Begin{})
		a.add()
		return a.state()
	}
	for want, change := range map[string]func(*optim.State){
		"has the setting decay 0.5, this training 0.9": func(s *optim.State) { s.Numbers["decay"] = 0.5 },
		"an average of 1.5 weights":                    func(s *optim.State) { s.Numbers["count"] = 1.5 },
		"an average of NaN weights":                    func(s *optim.State) { s.Numbers["count"] = math.NaN() },
		"the averages of 0 parameters":                 func(s *optim.State) { s.Tensors = nil },
		"dense/kernel is 1 numbers of float64, want 12": func(s *optim.State) {
			s.Tensors["average"][0] = tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(1))
		},
	} {
		s := good()
		change(&s)
		c := &train.Checkpoint{Epoch: 2}
		if err := c.Put("average", s); err != nil {
			t.Fatal(err)
		}
		if err := (&Average{Model: m, Decay: 0.9}).On(&train.Begin{Resumed: c}); !errors.Is(err, train.ErrResume) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

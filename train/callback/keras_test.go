package callback

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/models"
	"digits/optim"
	"digits/train"
)

// sequence is a case of testdata/keras.json, with what Keras decided.
type sequence struct {
	Name     string
	Values   []float64
	Metric   string
	Mode     string
	MinDelta float64 `json:"min_delta"`

	Patience, Cooldown int
	Restore            bool
	MinLR              float64 `json:"min_lr"`

	Epochs  int       // EarlyStopping: how many ran
	Weights int       // and those of which epoch the model ends with
	Rates   []float64 // ReduceLROnPlateau: after each epoch
	Saved   []int     // ModelCheckpoint: in which epochs
}

func (s sequence) String() string {
	return fmt.Sprintf("%s of %s, least change %v, patience %d, cooldown %d, restore %t", s.Metric, s.Name, s.MinDelta, s.Patience, s.Cooldown, s.Restore)
}

func (s sequence) monitor(t *testing.T) Monitor {
	t.Helper()
	mode := slices.Index([]string{"auto", "min", "max"}, s.Mode) // as Keras has them
	if mode < 0 {
		t.Fatalf("got mode %q", s.Mode)
	}
	return Monitor{Metric: s.Metric, Mode: Mode(mode), MinDelta: s.MinDelta}
}

func recorded(t *testing.T) (r struct{ Stop, Plateau, Checkpoint []sequence }) {
	t.Helper()
	text, err := os.ReadFile("testdata/keras.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	if len(r.Stop) < 100 || len(r.Plateau) < 100 || len(r.Checkpoint) < 10 {
		t.Fatal("testdata/keras.json lacks cases")
	}
	return r
}

// play sends a training's events, one epoch a value, and calls before ahead of
// each epoch's end. It returns how many epochs there were.
func play(t *testing.T, s sequence, on train.Callback, before, after func(epoch int)) int {
	t.Helper()
	if err := on(&train.Begin{}); err != nil {
		t.Fatal(err)
	}
	epochs := 0
	for i, v := range s.Values {
		epochs = i + 1
		before(epochs)
		err := on(&train.EpochEnd{Epoch: epochs, Log: train.Log{Epoch: epochs, Validated: true, ValLoss: v, ValAccuracy: v}})
		after(epochs)
		if err == train.ErrStop {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := on(&train.End{}); err != nil {
		t.Fatal(err)
	}
	return epochs
}

func model(t *testing.T) *models.Model {
	t.Helper()
	small, err := models.KerasSmall.WithUnits(3)
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.New(small, 2, 2, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// mark makes every weight the epoch's number; marked reads it back.
func mark(m *models.Model, epoch int) {
	for _, w := range m.Params.All() {
		for i := range w.Float32s() {
			w.Float32s()[i] = float32(epoch)
		}
	}
}

func marked(m *models.Model) int { return int(m.Params.Get("dense/kernel").Float32s()[0]) }

func nothing(int) {}

// both plays a case with one callback, and with one that is interrupted after each
// epoch and resumed.
func both(t *testing.T, fresh func() train.Callback, play func(train.Callback)) {
	t.Helper()
	play(fresh())
	if !testing.Short() {
		play(interrupted(t, fresh))
	}
}

func TestEarlyStoppingIsKeras(t *testing.T) {
	for _, s := range recorded(t).Stop {
		m := model(t)
		fresh := func() train.Callback {
			return (&EarlyStopping{Model: m, Monitor: s.monitor(t), Patience: s.Patience, RestoreBest: s.Restore}).On
		}
		both(t, fresh, func(on train.Callback) {
			epochs := play(t, s, on, func(epoch int) { mark(m, epoch) }, nothing)
			if epochs != s.Epochs || marked(m) != s.Weights {
				t.Errorf("%v: %d epochs, weights of %d, want %d and %d", s, epochs, marked(m), s.Epochs, s.Weights)
			}
		})
	}
}

func TestReduceOnPlateauIsKeras(t *testing.T) {
	for _, s := range recorded(t).Plateau {
		optimizer := &optim.SGD{}
		fresh := func() train.Callback {
			return (&ReduceOnPlateau{Optimizer: optimizer, Monitor: s.monitor(t), Factor: 0.5, Patience: s.Patience, Cooldown: s.Cooldown, MinRate: s.MinLR}).On
		}
		both(t, fresh, func(on train.Callback) {
			*optimizer.Rates()[0] = 0.01
			var rates []float64
			play(t, s, on, nothing, func(int) { rates = append(rates, *optimizer.Rates()[0]) })
			for i, want := range s.Rates {
				if math.Abs(rates[i]-want) > 1e-6*want { // Keras' are float32
					t.Errorf("%v: rates %v, want %v", s, rates, s.Rates)
					break
				}
			}
		})
	}
}

func TestCheckpointIsKeras(t *testing.T) {
	for _, s := range recorded(t).Checkpoint {
		m, path := model(t), filepath.Join(t.TempDir(), "best.safetensors")
		var checkpoint *Checkpoint
		fresh := func() train.Callback {
			checkpoint = &Checkpoint{Model: m, Path: path, Monitor: s.monitor(t)}
			return checkpoint.On
		}
		both(t, fresh, func(on train.Callback) {
			var saved []int
			play(t, s, on, func(epoch int) { mark(m, epoch) }, func(epoch int) {
				if checkpoint.best.epoch == epoch {
					saved = append(saved, epoch)
				}
			})
			if !slices.Equal(saved, s.Saved) {
				t.Errorf("%v: saved in epochs %v, want %v", s, saved, s.Saved)
			}
			best, err := models.Load(path)
			if err != nil {
				t.Fatal(err)
			}
			if last := saved[len(saved)-1]; marked(best) != last || best.Last["epoch"] != fmt.Sprint(last) {
				t.Errorf("%v: the file has weights of %d, epoch %q, want %d", s, marked(best), best.Last["epoch"], last)
			}
		})
	}
}

func TestSettingsThatMakeNoSense(t *testing.T) {
	for want, on := range map[string]train.Callback{
		`got metric "vall_loss", want one of loss, accuracy, val_loss, val_accuracy`: (&EarlyStopping{Monitor: Monitor{Metric: "vall_loss"}}).On,
		"got a least change of -1": (&EarlyStopping{Monitor: Monitor{MinDelta: -1}}).On,
		"got factor 1":             (&ReduceOnPlateau{Factor: 1}).On,
		"least learning rate of":   (&ReduceOnPlateau{MinRate: -1}).On,
		"want a name that ends in": (&Checkpoint{Path: "best.txt"}).On,
	} {
		if err := on(&train.Begin{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
	without := &train.EpochEnd{Epoch: 1, Log: train.Log{Epoch: 1, Loss: 1}}
	if err := (&EarlyStopping{}).On(without); err == nil || !strings.Contains(err.Error(), "no validation set") {
		t.Errorf("without a validation set: got %v", err)
	}
}

// A rate that cannot be lowered is said before the first step.
func TestPlateauNeedsARate(t *testing.T) {
	for want, o := range map[string]gorgonia.Solver{
		"got an optimizer *gorgonia.VanillaSolver, want one whose learning rate can be set": gorgonia.NewVanillaSolver(),
		"got an optimizer optim.Groups without a learning rate":                             optim.Groups{{}},
	} {
		if err := (&ReduceOnPlateau{Optimizer: o}).On(&train.Begin{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

// Each rate of groups is lowered, and none below the least.
func TestPlateauOfGroups(t *testing.T) {
	slow, fast := &optim.SGD{LearningRate: 0.02}, &optim.SGD{LearningRate: 0.5}
	var told [][]float64
	plateau := &ReduceOnPlateau{
		Optimizer: optim.Groups{{Match: "bias", Optimizer: slow}, {Match: "^dense/"}, {Optimizer: fast}},
		Patience:  1, MinRate: 0.01, Reduced: func(_ int, rates []float64) { told = append(told, rates) },
	}
	play(t, sequence{Values: []float64{1, 2, 2, 2, 2}}, plateau.On, nothing, nothing)
	// By hand, a tenth each time, and at least 0.01.
	if want := [][]float64{{0.01, 0.05}, {0.01, 0.01}}; !reflect.DeepEqual(told, want) || slow.LearningRate != 0.01 || fast.LearningRate != 0.01 {
		t.Errorf("got %v, want %v", told, want)
	}
}

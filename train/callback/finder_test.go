package callback

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/data"
	"digits/internal/stripes"
	"digits/models"
	"digits/optim"
)

func stripedSet(t *testing.T) *data.Set {
	t.Helper()
	source, err := data.MNIST(stripes.Folder(t, stripes.Set{Side: 6, Classes: 3, Train: 300, Test: 3}))
	if err != nil {
		t.Fatal(err)
	}
	return source.Train
}

// The rates rise by one factor from 1e-4 to 10, the loss falls and then explodes,
// and the model is left as it was.
func TestFinder(t *testing.T) {
	set := stripedSet(t)
	m, err := models.New(models.KerasSmall, 6, 6, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	before := weightsOf(m)
	r, err := Finder{From: 1e-4, To: 10, Steps: 60, Batch: 10}.Find(context.Background(), m, set, &optim.SGD{})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(weightsOf(m), before) {
		t.Error("the model has changed")
	}
	for i := 1; i < len(r.Rates); i++ {
		if ratio := r.Rates[i] / r.Rates[i-1]; math.Abs(ratio-math.Pow(1e5, 1.0/59)) > 1e-9 {
			t.Fatalf("rate %d is %v times the one before, want 1e5 to the power of 1/59", i, ratio)
		}
	}
	tenth, steepest := r.Suggestion()
	if n := len(r.Rates); r.Rates[0] != 1e-4 || !(tenth > r.Rates[0]/10 && tenth < r.Rates[n-1]) || !(steepest >= r.Rates[0] && steepest <= r.Rates[n-1]) {
		t.Errorf("suggested %v and %v of %v to %v", tenth, steepest, r.Rates[0], r.Rates[n-1])
	}
}

// Of several rates the first is tried, and the others stay in proportion to it.
func TestFinderOfGroups(t *testing.T) {
	set := stripedSet(t)
	m, err := models.New(models.KerasSmall, 6, 6, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	bias, kernel := &optim.SGD{LearningRate: 0.5}, &optim.SGD{LearningRate: 0.125}
	r, err := Finder{From: 1e-4, To: 1e-2, Steps: 5, Batch: 10}.Find(context.Background(), m, set, optim.Groups{{Match: "bias", Optimizer: bias}, {Optimizer: kernel}})
	if err != nil {
		t.Fatal(err)
	}
	if last := r.Rates[4]; math.Abs(last-1e-2) > 1e-12 || bias.LearningRate != last || kernel.LearningRate != last/4 {
		t.Errorf("ends at %v with %v and %v, want a quarter for the kernels", last, bias, kernel)
	}
	if _, err := (Finder{Batch: 10}).Find(context.Background(), m, set, gorgonia.NewVanillaSolver()); err == nil || !strings.Contains(err.Error(), "want one whose learning rate can be set") {
		t.Errorf("got %v", err)
	}
}

func weightsOf(m *models.Model) []byte {
	var b bytes.Buffer
	for _, w := range m.Params.All() {
		for _, v := range w.Float32s() {
			b.Write([]byte{byte(math.Float32bits(v)), byte(math.Float32bits(v) >> 8), byte(math.Float32bits(v) >> 16), byte(math.Float32bits(v) >> 24)})
		}
	}
	return b.Bytes()
}

// By hand: the first smoothed value is the loss itself; the second of losses 1, 2
// is (0.98·0.02·1 + 0.02·2)/(1 - 0.98²) = 0.0596/0.0396.
func TestSmoothing(t *testing.T) {
	r := &Range{}
	r.add(1, 1)
	r.add(2, 2)
	if math.Abs(r.Smoothed[0]-1) > 1e-12 || math.Abs(r.Smoothed[1]-0.0596/0.0396) > 1e-12 {
		t.Errorf("got %v, want 1 and %v", r.Smoothed, 0.0596/0.0396)
	}
}

func TestFinderRefuses(t *testing.T) {
	m := model(t)
	for name, f := range map[string]Finder{
		"falling rates": {From: 1, To: 0.1, Batch: 1}, "one step": {From: 1, To: 2, Steps: 1, Batch: 1}, "no batch": {},
	} {
		if _, err := f.Find(context.Background(), m, &data.Set{}, &optim.SGD{}); err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

package study

import (
	"strings"
	"testing"
)

func TestCompleteFillsIn(t *testing.T) {
	d := NewData(source(t))
	s, err := Study{Name: "s", Space: mustParse(t, Texts{Arch: "keras-small"})}.Complete(d)
	if err != nil {
		t.Fatal(err)
	}
	// The recipe has 5 epochs; a sixth of 120 images validates.
	if s.Version != Version || s.Runs != 1 || s.Epochs != 5 || s.Validation != 20 || s.DataSHA256 != d.SHA256 || s.DataName != "stripes" {
		t.Errorf("got %+v", s)
	}
	s, err = Study{Name: "s", Space: mustParse(t, Texts{Arch: "keras-small"}), Runs: 3, Epochs: 7, Validation: 30, Halving: Halving{Mode: Halve}}.Complete(d)
	if err != nil || s.Halving.Eta != 3 || s.Runs != 3 || s.Epochs != 7 || s.Validation != 30 {
		t.Errorf("got %+v, %v", s, err)
	}
}

// What cannot be trained is refused before anything runs, in one line that names
// the value and what is wanted.
func TestCompleteRefuses(t *testing.T) {
	d := NewData(source(t))
	for _, c := range []struct {
		texts  Texts
		change func(*Study)
		want   string
	}{
		{Texts{Arch: "keras", Batch: "32,101"}, nil, "batch: got 101, want at most the 100 images that are trained on"},
		{Texts{Arch: "keras", Units: "65536-65536"}, nil, "units: got 65536-65536, which makes 4297654275 parameters"}, // 37·65536 + 65537·65536 + 65537·3
		{Texts{Arch: "keras,torch", Dropout: "0.3"}, nil, "dropout: got 0.3, want none for keras, which has no dropout layer"},
		{Texts{Arch: "keras", Units: "8,9", Activation: "glu"}, nil, "activation: glu with units 9 in keras: "},
		{Texts{Arch: "keras"}, func(s *Study) { s.Validation = 120 }, "validation: got 120 images, want 1 to 119"},
		{Texts{Arch: "keras"}, func(s *Study) { s.Validation = -1 }, "validation: got -1 images"},
		{Texts{Arch: "keras"}, func(s *Study) { s.Epochs = -1 }, "epochs: got -1, want 1 to 10000"},
		{Texts{Arch: "keras"}, func(s *Study) { s.Runs = -1 }, "runs: got -1, want 1 to 100000"},
		{Texts{Arch: "keras", LearningRate: "0.1,0.2,0.3"}, func(s *Study) { s.Runs = 33334 }, "runs: got 33334, want 1 to 33333"},
		{Texts{Arch: "keras", Batch: "1..4", Random: 5}, nil, "random: got 5 points, the space has only 4"},
		{Texts{Arch: "keras"}, func(s *Study) { s.Halving.Mode = "hyperband" }, `halving: got "hyperband", want one of sync, asha`},
		{Texts{Arch: "keras"}, func(s *Study) { s.Halving = Halving{Halve, 1} }, "halving: got eta 1, want 2 to 1000"},
		{Texts{Arch: "keras"}, func(s *Study) { s.Halving.Mode, s.Epochs = Halve, 2 }, "halving: got 2 epochs, want at least 3"},
		{Texts{Arch: "keras"}, func(s *Study) { s.Name = "../x" }, `name: got "../x", want letters`},
		{Texts{Arch: "keras"}, func(s *Study) { s.Name = "" }, `name: got ""`},
	} {
		s := Study{Name: "s", Space: mustParse(t, c.texts)}
		if c.change != nil {
			c.change(&s)
		}
		_, err := s.Complete(d)
		if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%+v: got %v, want %q", c.texts, err, c.want)
		}
	}
}

// A step's memory is bounded too: 60,000 images of MNIST through 784-4096-10 are
// 60,000·4890 values.
func TestFitsBoundsAStep(t *testing.T) {
	set := *NewData(source(t)).Train
	set.Height, set.Width = 28, 28
	r, err := Settings{Arch: "keras", Units: []int{4096}, Batch: 60000}.Recipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := fits(r, &set); err == nil || !strings.HasPrefix(err.Error(), "batch: got 60000 with units 4096, want at most ") {
		t.Errorf("got %v", err)
	}
}

package study

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func saved(t testing.TB) (Study, string) {
	t.Helper()
	s := complete(t, NewData(source(t)), Study{Runs: 2, Seed: 1 << 63, Epochs: 9, Halving: Halving{Mode: ASHA}},
		Texts{Arch: "torch", Units: "8..64-4,16", LearningRate: "1e-4..1e-1", Dropout: "0,0.25", Random: 7})
	folder := filepath.Join(t.TempDir(), "studies", s.Name)
	if err := s.Begin(folder); err != nil {
		t.Fatal(err)
	}
	return s, folder
}

func TestBeginAndLoad(t *testing.T) {
	s, folder := saved(t)
	elsewhere := filepath.Join(t.TempDir(), "none")
	for path, want := range map[string]bool{folder: true, elsewhere: false} {
		if begun, err := s.CheckFolder(path); begun != want || err != nil {
			t.Errorf("%s: begun is %t, %v, want %t", path, begun, err, want)
		}
	}
	if _, err := os.Stat(elsewhere); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("looking has left %s, %v", elsewhere, err)
	}
	got, err := Load(folder)
	if err != nil || !reflect.DeepEqual(got, s) {
		t.Errorf("got %+v, %v, want %+v", got, err, s)
	}
	if err := s.Begin(folder); err != nil {
		t.Errorf("the same study cannot go on: %v", err)
	}
	if _, err := Load(filepath.Dir(folder)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("got %v of a folder without a study", err)
	}
}

// A folder of another study is refused in one line that says what differs, but
// where the data lie does not matter.
func TestBeginRefusesAnotherStudy(t *testing.T) {
	s, folder := saved(t)
	for want, change := range map[string]func(*Study){
		"it has lr 0.0001..0.1, got 0.01,0.02": func(s *Study) { s.Space.LearningRate = []Range{{0.01, 0.01}, {0.02, 0.02}} },
		"it has units 8..64-4,16, got none":    func(s *Study) { s.Space.Units = nil },
		"it has activation none, got tanh":     func(s *Study) { s.Space.Activation = []string{"tanh"} },
		"it has random 7, got none":            func(s *Study) { s.Space.Random = 0 },
		"it has runs 2, got 3":                 func(s *Study) { s.Runs = 3 },
		"it has epochs 9, got 10":              func(s *Study) { s.Epochs = 10 },
		"it has halving mode asha, got none":   func(s *Study) { s.Halving.Mode = "" },
		"it has validation 20, got 21":         func(s *Study) { s.Validation = 21 },
		"it is of the data stripes with":       func(s *Study) { s.DataSHA256 = strings.Repeat("0", 64) },
	} {
		other := s
		change(&other)
		err := other.Begin(folder)
		if !errors.Is(err, ErrDiffers) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	moved := s
	moved.DataName, moved.Space.Activation = "elsewhere", []string{}
	if err := moved.Begin(folder); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestLoadRefuses(t *testing.T) {
	_, folder := saved(t)
	path := filepath.Join(folder, FileName)
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, c := range map[string]struct{ from, to, want string }{
		"another version": {`"version": 1`, `"version": 2`, "study of another version: got 2, want 1: use the program that has begun it"},
		"no version":      {`"version": 1,`, ``, "got 0, want 1"},
		"no JSON":         {`{`, `[`, "remove the file, and give the study's command again"},
		"a new field":     {`"runs"`, `"patience": 3, "runs"`, `unknown field "patience"`},
		"a bad range":     {`0.0001..0.1`, `0..0.1`, "lr: got 0..0.1, want numbers above 0"},
		"no number":       {`0.0001..0.1`, `low..high`, "want a number"},
		"many points":     {`"random": 7`, `"random": 1000000000`, "random: got 1000000000 points"},
		"many runs":       {`"runs": 2`, `"runs": 9000000000000000000`, "runs: got 9000000000000000000, want 1 to "},
		"a wide network":  {`8..64-4`, `8..999999999999-4`, `got "8..999999999999-4", want whole numbers`},
		"eta 1":           {`"eta": 3`, `"eta": 1`, "eta 1"},
		"a path as name":  {`"name": "small"`, `"name": "../../etc"`, `name: got "../../etc"`},
	} {
		text := strings.Replace(string(good), c.from, c.to, 1)
		if text == string(good) {
			t.Fatalf("%s: %q is not in %s", name, c.from, good)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		_, err := Load(folder)
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), path) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want %q", name, err, c.want)
		}
	}
	if err := os.WriteFile(path, make([]byte, maxFile+1), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(folder); err == nil || !strings.Contains(err.Error(), "more than 1048576 bytes") {
		t.Errorf("got %v of a large file", err)
	}
}

// Whatever a file holds, it is a study that could be begun or an error.
func FuzzParseStudy(f *testing.F) {
	_, folder := saved(f)
	good, err := os.ReadFile(filepath.Join(folder, FileName))
	if err != nil {
		f.Fatal(err)
	}
	f.Add(good)
	f.Add([]byte(`{"version": 1, "name": "a", "space": {"arch": ["keras"], "batch": ["1..9"], "random": 9}, "runs": 1, "epochs": 1}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := parseStudy(text)
		if err != nil {
			return
		}
		if n := len(s.Trials()); n < 1 || n > maxTrials {
			t.Errorf("it has %d trials", n)
		}
		folder := t.TempDir()
		if err := s.Save(folder); err != nil {
			t.Fatal(err)
		}
		if again, err := Load(folder); err != nil || s.difference(again) != "" {
			t.Errorf("it comes back as %+v, %v", again, err)
		}
	})
}

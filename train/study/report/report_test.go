package report

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"digits/train"
	"digits/train/page"
	"digits/train/study"
)

// made is a report of a made-up study. An accuracy is 1 less an error that falls
// with units and has its least at a learning rate of 0.01.
func made(t *testing.T, texts study.Texts, runs int, halving string) *Report {
	t.Helper()
	space, err := study.ParseSpace(texts)
	if err != nil {
		t.Fatal(err)
	}
	s := study.Study{Version: study.Version, Name: "made-up", Space: space, Runs: runs, Seed: 1, Epochs: 9, DataName: "a < b", Validation: 10000}
	s.Halving.Mode = halving
	records := map[string]study.Record{}
	for {
		results := map[string]study.Result{}
		for id, r := range records {
			results[id] = r.Result
		}
		jobs, done := s.Next(results)
		if done {
			break
		}
		for _, j := range jobs {
			records[j.ID()] = record(j)
		}
	}
	r := &Report{
		Study: s, Table: s.Table(records), Made: time.Unix(0, 0).UTC(), Facts: []page.Fact{{Name: "Command", Value: "study <x>"}},
		Winner: &Winner{TestAccuracy: train.Mean{Value: .9876, StandardError: .0012}, TestLoss: train.Mean{Value: .05}, Images: 10000, Seed: 2, File: "winner.safetensors"},
	}
	return r
}

func record(j study.Job) study.Record {
	s := j.Trial.Settings
	last := 0.2/math.Sqrt(float64(s.Units[0])) + 0.01*math.Abs(math.Log10(s.LearningRate)+2) + 0.002*float64(j.Trial.Seed%3) + 0.005*float64(len(s.Activation)%3)
	r := study.Result{JobID: j.ID(), Parameters: 794*s.Units[0] + 10}
	if s.LearningRate > 0.5 {
		r.Failed = "the loss is NaN in epoch 1, step 7"
		return study.Record{Result: r}
	}
	for e := 1; e <= j.Epochs; e++ {
		wrong := min(0.9, last*(1+2/float64(e)))
		r.History = append(r.History, study.Epoch{Epoch: e, Accuracy: 1 - wrong*1.1, Loss: wrong, ValAccuracy: 1 - wrong, ValLoss: 2 * wrong})
	}
	end := r.History[len(r.History)-1]
	r.Accuracy, r.Loss, r.ValAccuracy, r.ValLoss = end.Accuracy, end.Loss, end.ValAccuracy, end.ValLoss
	return study.Record{Result: r, Seconds: 1.5}
}

var grid = study.Texts{Arch: "keras", Units: "32,128,512", Activation: "relu,tanh,sigmoid", Optimizer: "adam,sgd,rmsprop", LearningRate: "0.001,0.01", Batch: "32,128"}

func write(t *testing.T, r *Report) (folder, text string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "report")
	if keep := os.Getenv("DIGITS_KEEP"); keep != "" {
		folder = filepath.Join(keep, strings.ReplaceAll(t.Name(), "/", "-"))
	}
	path, err := r.Write(folder)
	if err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return folder, string(content)
}

func TestWrite(t *testing.T) {
	for _, c := range []struct {
		name  string
		r     *Report
		files string // of the figures
		want  []string
	}{
		{
			"grid", made(t, grid, 3, ""), "parameters learning-rate best",
			[]string{"Study made-up on a &lt; b", "0.9876 ± 0.0012", "of 108 settings", "study &lt;x&gt;", "seed 2"},
		},
		{
			"random", made(t, study.Texts{Arch: "keras", Units: "16..512", Activation: "relu,tanh", LearningRate: "1e-4..1e-1", Random: 60}, 1, ""), "parameters learning-rate best",
			[]string{"it has"},
		},
		{
			"halving", made(t, study.Texts{Arch: "keras", Units: "16..512", LearningRate: "1e-3..1", Random: 27}, 2, study.Halve), "parameters learning-rate best halving",
			[]string{"stopped at epoch 1", "Halving has trained "},
		},
		{
			"units", made(t, study.Texts{Arch: "keras", Units: "16,64,256", LearningRate: "0.01"}, 2, ""), "parameters best",
			[]string{"What each choice does"},
		},
		{"single", made(t, study.Texts{Arch: "keras", Units: "64", LearningRate: "0.01"}, 2, ""), "best", []string{"<p>There is one setting. On the 10000 test images"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			folder, text := write(t, c.r)
			for _, want := range append(c.want, "<script>", "</html>") {
				if !strings.Contains(text, want) {
					t.Errorf("the page lacks %q", want)
				}
			}
			for _, name := range []string{"parameters", "learning-rate", "best", "halving"} {
				_, err := os.Stat(filepath.Join(folder, name+".png"))
				if wanted := strings.Contains(" "+c.files+" ", " "+name+" "); wanted != (err == nil) || wanted != strings.Contains(text, name+".svg") {
					t.Errorf("%s.png: wanted %v, got %v", name, wanted, err)
				}
			}
			if _, again := write(t, c.r); again != text {
				t.Error("the same report gave another page")
			}
		})
	}
}

// Of 3 x 3 x 2 x 2 values besides units, 3 x 2 make six series, the rest panels.
func TestGroups(t *testing.T) {
	r := made(t, grid, 1, "")
	rows, epoch := r.compared()
	g := r.group(rows, []string{"units"})
	if epoch != 9 || len(g.names) != 6 || len(g.panelled) != 6 || g.hidden != 0 || !g.joined {
		t.Errorf("epoch %d, series %q, %d panels", epoch, g.names, len(g.panelled))
	}
	for _, p := range g.panelled {
		if len(p.rows) != 18 {
			t.Errorf("panel %q has %d settings, want 6 series of 3", p.name, len(p.rows))
		}
	}
}

// With halving, all are compared at the first rung, also those that trained on.
func TestComparedAtTheFirstRung(t *testing.T) {
	r := made(t, study.Texts{Arch: "keras", Units: "16..512", LearningRate: "1e-3..0.1", Random: 9}, 2, study.Halve)
	rows, epoch := r.compared()
	if epoch != 1 || len(rows) != 9 {
		t.Fatalf("%d settings at epoch %d, want 9 at 1", len(rows), epoch)
	}
	for _, m := range rows {
		want := (m.Records[0].Result.History[0].ValAccuracy + m.Records[1].Result.History[0].ValAccuracy) / 2
		if math.Abs(m.accuracy-want) > 1e-15 {
			t.Errorf("setting %d: got %v, want %v", m.Order, m.accuracy, want)
		}
	}
}

// Two units, two rates: the mean over the rates of errors that differ by 0.01.
func TestEffects(t *testing.T) {
	r := made(t, study.Texts{Arch: "keras", Units: "25,100", LearningRate: "0.01,0.1", Batch: "32"}, 1, "")
	got := ""
	for _, e := range r.effects() {
		got += fmt.Sprintf("%s %s %d %.4f; ", e.Axis, e.Value, e.Settings, e.Best-e.Mean.Value)
	}
	// An error at epoch 9 is 1 + 2/9 times the last, and seeds and names add the same.
	if want := "units 25 2 0.0061; units 100 2 0.0061; lr 0.01 2 0.0122; lr 0.1 2 0.0122; "; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestNothingTrained(t *testing.T) {
	r := made(t, study.Texts{Arch: "keras", Units: "16,32", LearningRate: "0.9"}, 1, "")
	r.Winner = nil
	_, text := write(t, r)
	if !strings.Contains(text, "No setting has trained to the end") || !strings.Contains(text, "failed: the loss is NaN in epoch 1, step 7") {
		t.Error("the page does not say that nothing came of it")
	}
}

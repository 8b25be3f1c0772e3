package metrics

import (
	"encoding/json"
	"errors"
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// reference is testdata/reference.json, which reference.py beside it made with
// scikit-learn.
type reference struct {
	Name          string
	Classes       int
	Probabilities []float32
	Labels        []int
	Confusion     Confusion
	PerClass      [3][]float64 `json:"per_class"` // precision, recall, F1
	Support       []int
	Macro         [3]float64
	Weighted      [3]float64
	Accuracy      []float64 `json:"calibration_accuracy"` // of the bins that are not empty
	Confidence    []float64 `json:"calibration_confidence"`
	ECE           float64   `json:"ece"`
	LogLoss       float64   `json:"log_loss"`
}

func references(t *testing.T) []reference {
	t.Helper()
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases []reference }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Cases) != 3 {
		t.Fatalf("got %d cases, want 3", len(file.Cases))
	}
	return file.Cases
}

func (r reference) predictions(t *testing.T) *Predictions {
	t.Helper()
	labels := make([]byte, len(r.Labels))
	for i, label := range r.Labels {
		labels[i] = byte(label)
	}
	p, err := New(r.Classes, r.Probabilities, labels)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func close(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

func TestAgainstScikitLearn(t *testing.T) {
	for _, r := range references(t) {
		t.Run(r.Name, func(t *testing.T) {
			p := r.predictions(t)
			c := p.Confusion()
			if diff := cmp.Diff(r.Confusion, c); diff != "" {
				t.Errorf("confusion (-want +got):\n%s", diff)
			}
			for class, s := range c.PerClass() {
				close(t, "precision", s.Precision, r.PerClass[0][class])
				close(t, "recall", s.Recall, r.PerClass[1][class])
				close(t, "F1", s.F1, r.PerClass[2][class])
				if s.Support != r.Support[class] {
					t.Errorf("class %d: support %d, want %d", class, s.Support, r.Support[class])
				}
			}
			for _, of := range []struct {
				got  Scores
				want [3]float64
			}{{c.Macro(), r.Macro}, {c.Weighted(), r.Weighted}} {
				close(t, "mean precision", of.got.Precision, of.want[0])
				close(t, "mean recall", of.got.Recall, of.want[1])
				close(t, "mean F1", of.got.F1, of.want[2])
			}
			compareCalibration(t, p.Calibration(10), r)
			loss := 0.0
			for i := range p.Len() {
				loss += p.loss(i) / float64(p.Len())
			}
			close(t, "loss", loss, r.LogLoss)
		})
	}
}

// scikit-learn leaves empty bins out.
func compareCalibration(t *testing.T, bins Calibration, r reference) {
	t.Helper()
	k := 0
	for _, b := range bins {
		if b.Examples == 0 {
			continue
		}
		if k == len(r.Accuracy) {
			t.Fatalf("more bins than the %d of scikit-learn", k)
		}
		close(t, "accuracy of a bin", b.Accuracy, r.Accuracy[k])
		close(t, "confidence of a bin", b.Confidence, r.Confidence[k])
		k++
	}
	if k != len(r.Accuracy) {
		t.Errorf("got %d bins, want %d", k, len(r.Accuracy))
	}
	close(t, "expected calibration error", bins.Error(), r.ECE)
}

// By hand: examples 0 and 3 are right, 1 and 2 wrong with -ln 0.1 and -ln 0.
func small(t *testing.T) *Predictions {
	t.Helper()
	p, err := New(3, []float32{.8, .2, 0, .9, .1, 0, 1, 0, 0, 0, 0, 1}, []byte{0, 1, 2, 2})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWorst(t *testing.T) {
	got := small(t).Worst(5)
	if len(got) != 2 || got[0].Example != 2 || got[1].Example != 1 {
		t.Fatalf("got %+v, want examples 2 and 1", got)
	}
	close(t, "loss of probability 0", got[0].Loss, 149*math.Ln2)
	close(t, "loss", got[1].Loss, -math.Log(float64(float32(.1))))
	if one := small(t).Worst(1); len(one) != 1 || one[0] != got[0] {
		t.Errorf("the worst: got %+v", one)
	}
}

// Names of classes stand in the place of numbers, and behind the matrix' rows.
func TestTablesOfNames(t *testing.T) {
	c := Confusion{{12, 0}, {3, 5}}
	var b strings.Builder
	names := []string{"a large shirt", "Hütte"}
	if err := errors.Join(c.WriteTable(&b, names), c.WriteScores(&b, names), c.writePairs(&b, 1, names)); err != nil {
		t.Fatal(err)
	}
	const want = `true\predicted
       0  1
   0  12  .  a large shirt
   1   3  5  Hütte
        class  precision     recall         F1    support
a large shirt     0.8000     1.0000     0.8889         12
        Hütte     1.0000     0.6250     0.7692          8
         mean     0.9000     0.8125     0.8291         20
     weighted     0.8800     0.8500     0.8410         20
Hütte taken for a large shirt: 3, 37.5 % of its examples
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestMostConfused(t *testing.T) {
	c := Confusion{{5, 1, 0}, {3, 4, 1}, {0, 2, 6}}
	want := []Pair{{1, 0, 3, 3. / 8}, {2, 1, 2, 2. / 8}, {0, 1, 1, 1. / 6}}
	if diff := cmp.Diff(want, c.MostConfused(3)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestTables(t *testing.T) {
	c := Confusion{{12, 0}, {3, 5}}
	var b strings.Builder
	if err := errors.Join(c.WriteTable(&b, nil), c.WriteScores(&b, nil)); err != nil {
		t.Fatal(err)
	}
	// Precision of 0: 12/15, F1: 24/27; of 1: 5/5, 5/8, 10/13; weights 12/20, 8/20.
	const want = `true\predicted
       0  1
   0  12  .
   1   3  5
   class  precision     recall         F1    support
       0     0.8000     1.0000     0.8889         12
       1     1.0000     0.6250     0.7692          8
    mean     0.9000     0.8125     0.8291         20
weighted     0.8800     0.8500     0.8410         20
`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	large := make(Confusion, 256)
	for i := range large {
		large[i] = make([]int, 256)
	}
	large[255][7], large[255][255] = 1, 3
	b.Reset()
	if err := large.WriteTable(&b, nil); err != nil || b.String() != " 255 taken for   7: 1, 25.0 % of its examples\n" {
		t.Errorf("256 classes: got %q, %v", b.String(), err)
	}
}

func TestWrongPredictions(t *testing.T) {
	nan := float32(math.NaN())
	for name, err := range map[string]error{
		"no example":     second(New(2, nil, nil)),
		"too few":        second(New(2, []float32{1}, []byte{0})),
		"label":          second(New(2, []float32{1, 0}, []byte{2})),
		"not a number":   second(New(2, []float32{nan, 0}, []byte{0})),
		"no probability": second(New(2, []float32{2, 0}, []byte{0})),
	} {
		if !errors.Is(err, ErrPredictions) {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

func second(_ *Predictions, err error) error { return err }

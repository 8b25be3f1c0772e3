package train

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

// The time that is left counts all epochs that are to come, of a training that was
// resumed too, and says nothing before there is a pace.
func TestTimeLeft(t *testing.T) {
	k := &kerasProgress{start: time.Now(), first: 2, epochs: 3}
	if got := k.left(&StepEnd{Epoch: 2, Step: 1, Steps: 100}, k.start.Add(paceKnown/2)); got != "" {
		t.Errorf("got %q of the first steps", got)
	}
	if got := k.left(&StepEnd{Epoch: 2, Step: 50, Steps: 100}, k.start.Add(10*time.Second)); got != " - 30s left" {
		t.Errorf("got %q, want 30 s: 150 steps are left after 50 in 10 s", got)
	}
}

// The moving line fits the terminal, which is asked each time: at 80 columns with the time
// that is left, at any width with the steps and, from 40 columns on, with the loss.
func TestBarFits(t *testing.T) {
	for columns := 10; columns <= 300; columns++ {
		var b bytes.Buffer
		width := 300
		callback := KerasProgress(&b, Live, func() int { return width })
		measured := []Metric{{Name: "val_top_3_accuracy", Value: 0.987654}}
		begin := &EpochBegin{Epoch: 1, Epochs: 10, Steps: 1563}
		if err := callback(begin); err != nil {
			t.Fatal(err)
		}
		b.Reset()
		width = columns
		if err := callback(&StepEnd{Epoch: 1, Step: 777, Steps: 1563, EpochLoss: 0.26, EpochAccuracy: 0.92, Measured: measured}); err != nil {
			t.Fatal(err)
		}
		line, ok := strings.CutSuffix(strings.TrimPrefix(b.String(), "\r"), "\x1b[K")
		if n := utf8.RuneCountInString(line); !ok || n >= columns || n == 0 {
			t.Fatalf("%d columns: got %d: %q", columns, n, b.String())
		}
		if columns >= 40 && (!strings.Contains(line, "777/1563") || !strings.Contains(line, "loss: 0.26")) {
			t.Errorf("%d columns: got %q", columns, line)
		}
	}
	left := " - 1m12s left"
	l := kerasLine{777, 1563, 3 * time.Second, Log{Loss: 0.2612, Accuracy: 0.9234}}
	if got := l.fitted(79, left); !strings.HasSuffix(got, left) || !strings.Contains(got, "accuracy: 0.92") || !strings.Contains(got, "━") {
		t.Errorf("80 columns: got %q", got)
	}
	if got := l.last(40); !strings.Contains(got, "accuracy") {
		t.Errorf("what stays lacks a metric: %q", got)
	}
}

package train

import (
	"fmt"
	"io"
	"strings"
	"time"
)

// Verbosity is how much of the training is shown, as Keras counts it.
type Verbosity int

// Silent shows nothing, Live what happens within an epoch too, EpochLines a
// line an epoch.
const (
	Silent Verbosity = iota
	Live
	EpochLines
)

const (
	barWidth    = 20
	refresh     = 100 * time.Millisecond
	paceKnown   = 500 * time.Millisecond
	torchWindow = 100 // iterations that PyTorch's program averages its printed loss over
)

// KerasProgress reports in Keras' form: "Epoch 1/5" and a bar with steps, time,
// loss and accuracy, that moves if v is Live and w is a terminal; then it also says how
// long all epochs will still take.
func KerasProgress(w io.Writer, v Verbosity, terminal bool) Callback {
	k := &kerasProgress{w: w, live: v == Live && terminal}
	if v == Silent {
		return func(Event) error { return nil }
	}
	return k.report
}

type kerasProgress struct {
	w           io.Writer
	live        bool
	began, last time.Time
	start       time.Time // of the first epoch that it has seen,
	first       int       // which is this one
	epochs      int
}

func (k *kerasProgress) report(e Event) (err error) {
	switch e := e.(type) {
	case *EpochBegin:
		k.began, k.last, k.epochs = time.Now(), time.Time{}, e.Epochs
		if k.start.IsZero() {
			k.start, k.first = k.began, e.Epoch
		}
		_, err = fmt.Fprintf(k.w, "Epoch %d/%d\n", e.Epoch, e.Epochs)
	case *StepEnd:
		if now := time.Now(); k.live && e.Step < e.Steps && now.Sub(k.last) >= refresh {
			k.last = now
			log := Log{Loss: e.EpochLoss, Accuracy: e.EpochAccuracy, Unclassified: e.Unclassified, Measured: e.Measured}
			_, err = fmt.Fprintf(k.w, "\r%s%s\x1b[K", kerasLine(e.Step, e.Steps, now.Sub(k.began), log), k.left(e, now))
		}
	case *EpochEnd:
		line := kerasLine(e.Steps, e.Steps, time.Since(k.began), e.Log)
		if k.live {
			line = "\r" + line + "\x1b[K"
		}
		_, err = fmt.Fprintln(k.w, line)
	}
	return err
}

// left is how long the rest will take, at the mean pace so far: " - 12s left". The
// first steps tell little.
func (k *kerasProgress) left(e *StepEnd, now time.Time) string {
	elapsed := now.Sub(k.start)
	if elapsed < paceKnown {
		return ""
	}
	done := (e.Epoch-k.first)*e.Steps + e.Step
	rest := (k.epochs-e.Epoch+1)*e.Steps - e.Step
	return fmt.Sprintf(" - %v left", time.Duration(float64(elapsed)*float64(rest)/float64(done)).Round(time.Second))
}

// kerasLine is "235/469 ━━━━━━━━━━────────── 1s 2ms/step - loss: 0.26 - accuracy: 0.92".
func kerasLine(step, steps int, elapsed time.Duration, log Log) string {
	done := barWidth * step / steps
	bar := strings.Repeat("━", done) + strings.Repeat("─", barWidth-done)
	total := fmt.Sprint(steps)
	line := fmt.Sprintf("%*d/%s %s %s %s/step", len(total), step, total, bar,
		elapsed.Round(time.Second/10), perStep(elapsed/time.Duration(step)))
	for _, m := range log.Metrics() {
		line += " - " + m.String()
	}
	return line
}

func perStep(d time.Duration) string {
	if d < time.Millisecond {
		return fmt.Sprintf("%dus", d.Microseconds())
	}
	return fmt.Sprintf("%dms", d.Milliseconds())
}

// TorchProgress reports as the PyTorch program does: "Epoch e, Iteration i,
// Loss: x" each 100 iterations, x the mean of those 100, if v is Live; then a
// line an epoch.
func TorchProgress(w io.Writer, v Verbosity) Callback {
	sum := 0.0
	return func(e Event) (err error) {
		switch e := e.(type) {
		case *EpochBegin:
			sum = 0
		case *StepEnd:
			sum += e.Loss
			if e.Step%torchWindow != 0 {
				return nil
			}
			if v == Live {
				_, err = fmt.Fprintf(w, "Epoch %d, Iteration %d, Loss: %.4f\n", e.Epoch, e.Step, sum/torchWindow)
			}
			sum = 0
		case *EpochEnd:
			if v == Silent {
				return nil
			}
			line := fmt.Sprintf("Epoch %d/%d: %.1fs", e.Epoch, e.Epochs, e.Log.Seconds)
			for _, m := range e.Log.Metrics() {
				line += " - " + m.String()
			}
			_, err = fmt.Fprintln(w, line)
		}
		return err
	}
}

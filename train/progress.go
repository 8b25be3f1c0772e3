package train

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"
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
// long all epochs will still take. columns is asked for the terminal's width each time
// that the bar is drawn, and is nil where w is none.
func KerasProgress(w io.Writer, v Verbosity, columns func() int) Callback {
	k := &kerasProgress{w: w, live: v == Live && columns != nil, columns: columns}
	if v == Silent {
		return func(Event) error { return nil }
	}
	return k.report
}

type kerasProgress struct {
	w           io.Writer
	live        bool
	columns     func() int
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
			line := kerasLine{e.Step, e.Steps, now.Sub(k.began), log}.fitted(k.columns()-1, k.left(e, now))
			_, err = fmt.Fprintf(k.w, "\r%s\x1b[K", line)
		}
	case *EpochEnd:
		full := kerasLine{e.Steps, e.Steps, time.Since(k.began), e.Log}
		line := full.text(barWidth, true, true)
		if k.live {
			line = "\r" + full.last(k.columns()) + "\x1b[K"
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
type kerasLine struct {
	step, steps int
	elapsed     time.Duration
	log         Log
}

// text is the line with a bar of that width, with or without the time and with all metrics
// or the loss alone.
func (l kerasLine) text(bar int, times, all bool) string {
	total := fmt.Sprint(l.steps)
	line := fmt.Sprintf("%*d/%s", len(total), l.step, total)
	if bar > 0 {
		done := bar * l.step / l.steps
		line += " " + strings.Repeat("━", done) + strings.Repeat("─", bar-done)
	}
	if times {
		line += fmt.Sprintf(" %s %s/step", l.elapsed.Round(time.Second/10), perStep(l.elapsed/time.Duration(l.step)))
	}
	for i, m := range l.log.Metrics() {
		if i == 0 || all {
			line += " - " + m.String()
		}
	}
	return line
}

// fitted is what of the line, and of the time that is left behind it, goes into so many
// columns: the bar is shortened first, then left out, then the time of a step, then all
// metrics but the loss.
func (l kerasLine) fitted(columns int, left string) string {
	for _, line := range []string{
		l.text(barWidth, true, true) + left, l.text(barWidth/2, true, true) + left, l.text(barWidth/4, true, true) + left,
		l.text(0, true, true) + left, l.text(0, false, true) + left, l.text(0, false, false) + left, l.text(0, false, false),
	} {
		if utf8.RuneCountInString(line) <= columns {
			return line
		}
	}
	line := []rune(l.text(0, false, false))
	return string(line[:max(0, min(columns, len(line)))])
}

// last is the line that stays, with all metrics: what does not fit after all is wrapped.
func (l kerasLine) last(columns int) string {
	for _, bar := range []int{barWidth, barWidth / 2, barWidth / 4} {
		if line := l.text(bar, true, true); utf8.RuneCountInString(line) <= columns {
			return line
		}
	}
	return l.text(0, true, true)
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

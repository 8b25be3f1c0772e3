package train

import (
	"fmt"
	"strconv"
	"strings"

	"digits/data"
	"digits/graph"
	"digits/internal/describe"
	"digits/optim"
)

// fact is something that decides what a training comes to, as text.
type fact struct{ name, text string }

// facts returns all that decide, apart from what Go code of one's own does. The
// optimizer must not have made a step yet.
func (l *loop) facts() ([]fact, error) {
	o, ok := l.Optimizer.(optim.Resumable)
	if !ok {
		return nil, fmt.Errorf("train: a checkpoint needs an optimizer with methods State and Restore (optim.Resumable), got %T", l.Optimizer)
	}
	if r, ok := o.(optim.Optimizer); ok {
		r.Rates() // fills in defaults
	}
	m := l.model
	layers := describe.Text(m.Layers, named)
	code, err := m.Code()
	if err != nil {
		return nil, err
	}
	if code != "" {
		layers += "\n" + code
	}
	facts := []fact{
		{"layers", layers},
		{"input", fmt.Sprint(m.Input)},
		{"classes", strconv.Itoa(m.Classes)},
		{"scale", m.Scale.String()},
		{"loss", describe.Text(m.Loss, nil)},
		{"optimizer", describe.Text(l.Optimizer, nil)},
		{"seed", strconv.FormatUint(l.Seed, 10)},
		{"weights' seed", strconv.FormatUint(m.Seed, 10)},
		{"batch", strconv.Itoa(l.Batch)},
		{"augmentation", describe.Text(l.Augment, nil)},
		{"training images", l.imagesText(l.set)},
		{"validation images", l.imagesText(l.Validation)},
	}
	if l.Config.own() {
		facts = append(facts, fact{"steps", "of one's own"})
	}
	return facts, nil
}

// named names an activation, which is not made of settings alone.
func named(v any) (string, bool) {
	a, ok := v.(graph.Activation)
	if !ok {
		return "", false
	}
	return graph.ActivationText(a), true
}

func (c Config) imagesText(s *data.Set) string {
	if s == nil {
		return "none"
	}
	sum, ok := c.Checksums[s]
	if !ok {
		sum = data.SHA256(s)
	}
	return fmt.Sprintf("%d of %dx%d pixels, %d classes, SHA-256 %s", s.Len(), s.Height, s.Width, s.Classes, sum)
}

// own reports steps or batches that code of one's own makes, of which a checkpoint knows
// no more.
func (c Config) own() bool { return c.ownStep || c.Write != nil }

// sameFacts names the first that differs.
func sameFacts(checkpoint, training []fact) error {
	for i, want := range training {
		if i >= len(checkpoint) || checkpoint[i].name != want.name {
			return fmt.Errorf("train: %w: the checkpoint does not say of which %s it is", ErrResume, want.name)
		}
		if got := checkpoint[i].text; got != want.text {
			got, this := firstDifference(got, want.text)
			return fmt.Errorf("train: %w: the checkpoint has the %s %s, this training %s", ErrResume, want.name, got, this)
		}
	}
	return nil
}

// firstDifference returns the first lines in which two texts differ, "nothing more" for
// one that has ended.
func firstDifference(a, b string) (string, string) {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for len(x) > 0 && len(y) > 0 && x[0] == y[0] {
		x, y = x[1:], y[1:]
	}
	return append(x, "nothing more")[0], append(y, "nothing more")[0]
}

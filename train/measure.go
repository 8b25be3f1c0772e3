package train

import (
	"fmt"
	"slices"
	"strings"
)

// Measure is a metric of one's own: a figure of a batch that was run, of which the
// progress, the history and the callbacks see the mean over an epoch's examples. f has
// the program with its output, and the batch.
type Measure struct {
	Name string // as in a history's heading: "top3"
	Of   func(f *Feed) float64
}

// checkMeasures reports names that are taken, or none.
func checkMeasures(measures []Measure) error {
	taken := []string{"loss", "accuracy", "epoch", "seed", "seconds", ""}
	for _, m := range measures {
		if slices.Contains(taken, m.Name) || strings.HasPrefix(m.Name, "val_") || strings.ContainsAny(m.Name, "/,\"\n") {
			return fmt.Errorf("train: got a metric %q, want a name of its own, that does not begin with val_, without / and commas", m.Name)
		}
		if m.Of == nil {
			return fmt.Errorf("train: the metric %s has no function", m.Name)
		}
		taken = append(taken, m.Name)
	}
	return nil
}

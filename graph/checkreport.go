package graph

import (
	"fmt"
	"math"
	"strings"
)

// CheckReport is what Check found. The errors are relative to the largest
// element of their kind.
type CheckReport struct {
	Output  float64 // float32's output against float64's
	Loss    float64 // float32's loss against float64's
	Params  []ParamCheck
	Changed []string // parameters that a run has changed, which it must not
}

// ParamCheck is one parameter: how many of its derivatives were compared, the
// worst error of the graph's gradient in float64 against central finite
// differences, and that of float32's gradient against float64's.
type ParamCheck struct {
	Name                string
	Compared, Of        int
	Differences, Single float64
}

// Worst returns the largest error against finite differences.
func (g CheckReport) Worst() float64 {
	worst := 0.0
	for _, p := range g.Params {
		worst = math.Max(worst, p.Differences)
		if math.IsNaN(p.Differences) {
			return math.NaN()
		}
	}
	return worst
}

// String returns a table.
func (g CheckReport) String() string {
	var b strings.Builder
	if len(g.Changed) > 0 {
		fmt.Fprintf(&b, "changed by a run: %s\n", strings.Join(g.Changed, ", "))
	}
	fmt.Fprintf(&b, "float32 against float64: output %.1e, loss %.1e\n", g.Output, g.Loss)
	width := len("parameter")
	for _, p := range g.Params {
		width = max(width, len(p.Name))
	}
	fmt.Fprintf(&b, "%-*s   %10s   %15s   %20s   %18s\n", width, "parameter", "weights", "compared", "finite differences", "float32 - float64")
	for _, p := range g.Params {
		fmt.Fprintf(&b, "%-*s   %10d   %15d   %20.1e   %18.1e\n", width, p.Name, p.Of, p.Compared, p.Differences, p.Single)
	}
	return b.String()
}

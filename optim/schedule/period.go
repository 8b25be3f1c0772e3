package schedule

import (
	"fmt"
	"math"
)

// inSteps is epochs in steps, as a training of that length has them.
func inSteps(steps, epochs float64, l Length) (inSteps, inEpochs float64) {
	if steps > 0 || epochs <= 0 || l.Epoch <= 0 {
		return steps, epochs
	}
	return epochs * float64(l.Epoch), 0
}

// period is a number of steps: 1 if none is set, NaN if it is set in epochs whose
// length is not known.
func period(steps, epochs float64) float64 {
	switch {
	case steps > 0:
		return steps
	case epochs > 0:
		return math.NaN()
	}
	return 1
}

// periodText names it.
func periodText(steps, epochs float64) string {
	if steps <= 0 && epochs > 0 {
		return fmt.Sprintf("%g epochs", epochs)
	}
	return fmt.Sprintf("%g steps", period(steps, epochs))
}

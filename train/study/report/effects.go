package report

import (
	"digits/train"
	"digits/train/study"
)

// effect is what the choice of one value makes of the others.
type effect struct {
	Axis, Value string
	Settings    int        // with it that have figures
	Mean        train.Mean // of their accuracies
	Best        float64
}

// effects compares the values of each axis that has a few, over all settings with
// each of them.
func (r *Report) effects() (all []effect) {
	rows, _ := r.compared()
	settings := r.settings()
	for _, a := range r.chosen() {
		values := study.Values(a, settings)
		if len(values) > mostSeries {
			continue
		}
		for _, value := range values {
			e := effect{Axis: a.Name, Value: value}
			var accuracies []float64
			for _, m := range rows {
				if a.Text(m.Settings) == value {
					accuracies = append(accuracies, m.accuracy)
					e.Best = max(e.Best, m.accuracy)
				}
			}
			e.Settings, e.Mean = len(accuracies), train.MeanOf(accuracies)
			all = append(all, e)
		}
	}
	return all
}

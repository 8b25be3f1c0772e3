package train

import (
	"math"

	"digits/data"
	"digits/models"
)

// OfNumbers returns what people ask of numbers that are predicted, for a test on that set:
// r2, the coefficient of determination 1 - Σ(y-t)²/Σ(t-mean)², of one number an example,
// and mae, the mean of |y-t|; nothing of a model that does not predict the set's numbers.
func OfNumbers(m *models.Model, set *data.Set) (measures []Measure) {
	if set.Outputs == 0 || m.Targets != models.SetTargets || m.Outputs() != set.Outputs {
		return nil
	}
	if _, variance := set.TargetMoments(); set.Outputs == 1 && variance > 0 {
		square := func(d float64) float64 { return d * d }
		measures = append(measures, Measure{"r2", func(f *Feed) float64 { return 1 - meanOf(f, square)/variance }})
	}
	return append(measures, Measure{"mae", func(f *Feed) float64 { return meanOf(f, math.Abs) }})
}

// meanOf is the mean over a batch's numbers of a function of how far they are off.
func meanOf(f *Feed, of func(d float64) float64) (mean float64) {
	y, outputs := f.Program.Output(), f.Batch.Set().Outputs
	for i := range f.Batch.Len() {
		for k, t := range f.Batch.Target(i) {
			mean += of(float64(y[i*outputs+k]) - float64(t))
		}
	}
	return mean / float64(f.Batch.Len()*outputs)
}

package metrics

import (
	"math"
	"slices"
)

// Bin is a range of confidence, Low < confidence <= High, and the examples
// whose predicted class has a probability in it.
type Bin struct {
	Low        float64 `json:"low"`
	High       float64 `json:"high"`
	Examples   int     `json:"examples"`
	Confidence float64 `json:"confidence"` // the mean probability of the predicted class; 0 in an empty bin
	Accuracy   float64 `json:"accuracy"`   // the share of them that is right; 0 in an empty bin
}

// Calibration is a reliability diagram's data.
type Calibration []Bin

// Calibration sorts the examples into n bins of equal width by the probability
// of the predicted class, as Guo, Pleiss, Sun and Weinberger do ("On Calibration
// of Modern Neural Networks", 2017), and scikit-learn's calibration_curve.
func (p *Predictions) Calibration(n int) Calibration {
	bins := make(Calibration, n)
	edges := make([]float64, n)
	for i := range bins {
		bins[i].Low, bins[i].High = float64(i)/float64(n), float64(i+1)/float64(n)
		edges[i] = bins[i].High
	}
	for i, label := range p.Labels {
		predicted := p.Predicted(i)
		confidence := float64(p.Row(i)[predicted])
		k, _ := slices.BinarySearch(edges[:n-1], confidence)
		b := &bins[k]
		b.Examples++
		b.Confidence += confidence
		if predicted == int(label) {
			b.Accuracy++
		}
	}
	for i := range bins {
		b := &bins[i]
		if b.Examples > 0 {
			b.Confidence /= float64(b.Examples)
			b.Accuracy /= float64(b.Examples)
		}
	}
	return bins
}

// Error returns the expected calibration error of Guo et al.: the mean of
// |accuracy - confidence| over the bins, weighted by their examples.
func (c Calibration) Error() float64 {
	sum, total := 0.0, 0
	for _, b := range c {
		sum += float64(b.Examples) * math.Abs(b.Accuracy-b.Confidence)
		total += b.Examples
	}
	return sum / float64(max(total, 1))
}

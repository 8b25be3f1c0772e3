package main

import (
	"fmt"
	"math"

	"digits/data"
	"digits/models"
)

// fitting is a scaling of pixels that fits a model better than the one that was assumed.
type fitting struct {
	Scale    string  `json:"scale"`
	Accuracy float64 `json:"accuracy"`
	Assumed  float64 `json:"assumed_accuracy"` // of the scaling that was, on the same examples
	Examples int     `json:"examples"`
}

func (f fitting) String() string {
	return fmt.Sprintf("The scaling %s fits better: accuracy %.4f instead of %.4f on %d examples: -scale %s", f.Scale, f.Accuracy, f.Assumed, f.Examples, f.Scale)
}

const (
	tried   = 2000 // examples, at most
	clearly = 4    // standard errors
)

// better returns which of the known scalings fits a model clearly better than the one
// that was assumed; nil if none does, or it was not assumed.
func better(m *models.Model, set *data.Set) (*fitting, error) {
	if !m.ScaleAssumed || m.Classes == 0 || set.Labels == nil || set.Pixels == nil {
		return nil, nil
	}
	var pixels, labels []byte
	n := min(tried, set.Len())
	for i := range n { // from all of the set
		pixels = append(pixels, set.Image(i*set.Len()/n)...)
		labels = append(labels, set.Labels[i*set.Len()/n])
	}
	mnist, err := data.Normalized(0.1307, 0.3081)
	if err != nil {
		return nil, err
	}
	assumed, err := accuracy(m, pixels, labels)
	if err != nil {
		return nil, err
	}
	best := fitting{Accuracy: assumed, Assumed: assumed, Examples: n}
	other := m.Clone()
	for _, other.Scale = range []data.Scale{data.Unit, data.Signed, data.Raw, mnist} {
		a, err := accuracy(other.Clone(), pixels, labels)
		if err != nil {
			return nil, err
		}
		if a > best.Accuracy {
			best.Scale, best.Accuracy = other.Scale.String(), a
		}
	}
	variance := func(p float64) float64 { return p * (1 - p) / float64(n) }
	if best.Accuracy-assumed <= clearly*math.Sqrt(variance(best.Accuracy)+variance(assumed)) {
		return nil, nil
	}
	return &best, nil
}

func accuracy(m *models.Model, pixels, labels []byte) (float64, error) {
	p, err := m.Predict(pixels)
	if err != nil {
		return 0, err
	}
	right := 0
	for i, label := range labels {
		if models.ArgMax(p[i*m.Classes:(i+1)*m.Classes]) == int(label) {
			right++
		}
	}
	return float64(right) / float64(len(labels)), nil
}

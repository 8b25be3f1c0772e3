package train

import "math"

// Mean is that of some values, with its standard error: the sample's standard
// deviation over √n, 0 for a single value.
type Mean struct {
	Value         float64 `json:"value"`
	StandardError float64 `json:"standardError"`
}

// MeanOf returns the values' mean.
func MeanOf(values []float64) (m Mean) {
	n := float64(len(values))
	for _, v := range values {
		m.Value += v / n
	}
	if n < 2 {
		return m
	}
	squares := 0.0
	for _, v := range values {
		squares += (v - m.Value) * (v - m.Value)
	}
	m.StandardError = math.Sqrt(squares / (n - 1) / n)
	return m
}

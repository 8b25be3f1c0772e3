package models

import (
	"fmt"
	"math"
)

// CheckFinite refuses a model of which a weight is no number or infinite: whatever it is
// given, its answer means nothing.
func (m *Model) CheckFinite() error {
	for name, t := range m.Params.All() {
		values := t.Float32s()
		if n := notFinite(values); n > 0 {
			return fmt.Errorf("its %s has %d of %d values that are NaN or infinite", name, n, len(values))
		}
	}
	return nil
}

func notFinite(values []float32) (n int) {
	for _, v := range values {
		if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
			n++
		}
	}
	return n
}

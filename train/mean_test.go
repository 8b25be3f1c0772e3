package train

import (
	"math"
	"testing"
)

// 2, 4, 6 and 8 have the mean 5, the sample's variance (9+1+1+9)/3 and the
// standard error √(20/3/4) = √(5/3).
func TestMeanOf(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   Mean
	}{
		{nil, Mean{}},
		{[]float64{3}, Mean{3, 0}},
		{[]float64{2, 4, 6, 8}, Mean{5, math.Sqrt(5. / 3)}},
	} {
		got := MeanOf(c.values)
		if got.Value != c.want.Value || math.Abs(got.StandardError-c.want.StandardError) > 1e-15 {
			t.Errorf("the mean of %v is %v, want %v", c.values, got, c.want)
		}
	}
}

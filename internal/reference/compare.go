package reference

import (
	"math"
	"testing"

	"digits/models"
)

// limit is how far float32 may be from what was recorded in float64, as a part of it.
const limit = 1e-5

// Near compares a number.
func Near(t testing.TB, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= limit*math.Max(1e-2, math.Abs(want))) {
		t.Errorf("%s: got %v, want %v", what, got, want)
	}
}

// Numbers compares numbers, as parts of the largest.
func Numbers(t testing.TB, what string, got []float32, want []float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %d numbers, want %d", what, len(got), len(want))
	}
	largest := 0.0
	for _, v := range want {
		largest = math.Max(largest, math.Abs(v))
	}
	for i, v := range got {
		if !(math.Abs(float64(v)-want[i]) <= limit*largest) {
			t.Errorf("%s, number %d: got %v, want %v", what, i, v, want[i])
		}
	}
}

// Parameters compares a model's, all that were recorded.
func Parameters(t testing.TB, m *models.Model, want map[string]Array) {
	t.Helper()
	if len(want) == 0 {
		t.Fatal("nothing was recorded")
	}
	for name, a := range want {
		p := m.Params.Get(name)
		if p == nil {
			t.Fatalf("there is no %s", name)
		}
		w := p.Float32s()
		if a.Values != nil {
			Numbers(t, name, w, a.Values)
			continue
		}
		sum, squares := 0.0, 0.0
		for _, v := range w {
			sum += float64(v)
			squares += float64(v) * float64(v)
		}
		Near(t, name+", sum", sum, a.Sum)
		Near(t, name+", sum of squares", squares, a.Squares)
		var samples []float32
		for s := range a.Samples {
			samples = append(samples, w[s*(len(w)-1)/7])
		}
		Numbers(t, name+", samples", samples, a.Samples)
	}
}

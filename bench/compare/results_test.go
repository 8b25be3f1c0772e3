package main

import "testing"

func TestMedian(t *testing.T) {
	for _, c := range []struct {
		values []float64
		want   float64
	}{
		{[]float64{7}, 7},
		{[]float64{9, 1, 2}, 2},
		{[]float64{8, 1, 2, 3}, 2.5},
	} {
		if got := median(c.values); got != c.want {
			t.Errorf("median: got %v, want %v", got, c.want)
		}
	}
}

// Three rounds on one core (median 4) and three on two (median 5): with two
// cores at hand the program is best run on one, unless the metric is no cost.
func TestFigureTakesTheBestNumberOfThreads(t *testing.T) {
	var r results
	for _, seconds := range []float64{3, 9, 4} {
		r = append(r, line{Workload: "w", Program: "p", Threads: 1, Median: seconds, Peak: 1})
	}
	for _, seconds := range []float64{6, 5, 2} {
		r = append(r, line{Workload: "w", Program: "p", Threads: 2, Median: seconds, Peak: 7})
	}
	for _, c := range []struct {
		name   string
		metric metric
		cores  int
		want   float64
	}{
		{"one core", epochMetric, 1, 4},
		{"two cores", epochMetric, 2, 4},
		{"no cost", peakMetric, 2, 7},
	} {
		if got, ok := r.figure(c.metric, "w", "p", c.cores); !ok || got != c.want {
			t.Errorf("%s: got %v, %v, want %v", c.name, got, ok, c.want)
		}
	}
	if _, ok := r.figure(accuracyMetric, "w", "p", 2); ok {
		t.Error("a figure that no line has: got one")
	}
}

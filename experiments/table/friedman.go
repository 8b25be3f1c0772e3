package main

import (
	"math"
	"math/rand/v2"

	"digits/data"
)

// open reads a CSV file; without one, it makes Friedman's problem.
func open(path string) (*data.Source, error) {
	if path != "" {
		return data.Open(path, data.Options{Regression: true})
	}
	return &data.Source{Train: friedman(2000, 1), Test: friedman(1000, 2)}, nil
}

// friedman is the first problem of Friedman, Multivariate adaptive regression splines,
// Annals of Statistics 19, 1991: of ten numbers from 0 to 1 five matter, and the noise has
// variance 1.
func friedman(n int, seed uint64) *data.Set {
	r := rand.New(rand.NewPCG(seed, 1991))
	s := &data.Set{Name: "Friedman's first problem", Height: 1, Width: 10, Outputs: 1}
	for range n {
		var x [10]float64
		for i := range x {
			x[i] = r.Float64()
			s.Values = append(s.Values, float32(x[i]))
		}
		y := 10*math.Sin(math.Pi*x[0]*x[1]) + 20*(x[2]-0.5)*(x[2]-0.5) + 10*x[3] + 5*x[4]
		s.Targets = append(s.Targets, float32(y+r.NormFloat64()))
	}
	return s
}

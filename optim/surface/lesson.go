package surface

// Lesson is the error of one linear neuron with two weights and no bias, which is
// to learn 1 from (1, 0) and -1 from (0, 1): the mean of the squares
// ((x0 - 1)² + (x1 + 1)²)/2. The lesson descends it from (1, 1).
var Lesson = Surface{
	Name:   "lesson",
	Func:   func(x []float64) float64 { return ((x[0]-1)*(x[0]-1) + (x[1]+1)*(x[1]+1)) / 2 },
	Grad:   func(grad, x []float64) { grad[0], grad[1] = x[0]-1, x[1]+1 },
	Minima: []Minimum{{X: []float64{1, -1}}},
	Start:  []float64{1, 1},
	Low:    [2]float64{-1.5, -1.5},
	High:   [2]float64{1.5, 1.5},
}

package surface

// Bowl is a quadratic ten times as steep along one weight as along the other,
// (x0² + 10·x1²)/2: plain gradient descent zigzags down its long valley as soon as
// its learning rate comes near 2/10 (Polyak, 1964).
var Bowl = Surface{
	Name:   "bowl",
	Func:   func(x []float64) float64 { return (x[0]*x[0] + 10*x[1]*x[1]) / 2 },
	Grad:   func(grad, x []float64) { grad[0], grad[1] = x[0], 10*x[1] },
	Minima: []Minimum{{X: []float64{0, 0}}},
	Start:  []float64{-2, 1},
	Low:    [2]float64{-2.5, -1.5},
	High:   [2]float64{2.5, 1.5},
}

package surface

// Saddle is x0² - x1²: from beside the ridge gradient descent first runs to the
// saddle, where the slope is next to nothing, and only then away from it (Dauphin
// et al., 2014, arXiv:1406.2572). It has no minimum.
var Saddle = Surface{
	Name:  "saddle",
	Func:  func(x []float64) float64 { return x[0]*x[0] - x[1]*x[1] },
	Grad:  func(grad, x []float64) { grad[0], grad[1] = 2*x[0], -2*x[1] },
	Start: []float64{-1, 0.01},
	Low:   [2]float64{-1.5, -1.5},
	High:  [2]float64{1.5, 1.5},
}

package surface

// Booth is (x0 + 2·x1 - 7)² + (2·x0 + x1 - 5)², a quadratic whose valley lies
// across both weights (Jamil & Yang, 2013, arXiv:1308.4008, function 17).
var Booth = Surface{
	Name: "booth",
	Func: func(x []float64) float64 {
		a, b := x[0]+2*x[1]-7, 2*x[0]+x[1]-5
		return a*a + b*b
	},
	Grad: func(grad, x []float64) {
		a, b := x[0]+2*x[1]-7, 2*x[0]+x[1]-5
		grad[0], grad[1] = 2*a+4*b, 4*a+2*b
	},
	Minima: []Minimum{{X: []float64{1, 3}}},
	Start:  []float64{-3, -2},
	Low:    [2]float64{-5, -5},
	High:   [2]float64{6, 6},
}

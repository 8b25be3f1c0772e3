package surface

// Himmelblau has four minima of equal height, and where one comes to depends on
// the optimizer as much as on the start (Himmelblau, 1972):
// (x0² + x1 - 11)² + (x0 + x1² - 7)². The three that are no whole numbers are
// given as where Newton's method ends.
var Himmelblau = Surface{
	Name: "himmelblau",
	Func: func(x []float64) float64 {
		a, b := x[0]*x[0]+x[1]-11, x[0]+x[1]*x[1]-7
		return a*a + b*b
	},
	Grad: func(grad, x []float64) {
		a, b := x[0]*x[0]+x[1]-11, x[0]+x[1]*x[1]-7
		grad[0], grad[1] = 4*a*x[0]+2*b, 2*a+4*b*x[1]
	},
	Minima: []Minimum{
		{X: []float64{3, 2}},
		{X: []float64{-2.805118086952745, 3.131312518250573}},
		{X: []float64{-3.779310253377747, -3.283185991286170}},
		{X: []float64{3.584428340330492, -1.848126526964404}},
	},
	Start: []float64{0, 0},
	Low:   [2]float64{-5, -5},
	High:  [2]float64{5, 5},
}

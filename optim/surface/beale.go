package surface

import "gonum.org/v1/gonum/optimize/functions"

// Beale has a flat valley, and steep walls at the corners (Moré, Garbow &
// Hillstrom, 1981, problem 5):
// (1.5 - x0·(1 - x1))² + (2.25 - x0·(1 - x1²))² + (2.625 - x0·(1 - x1³))².
var Beale = Surface{
	Name:   "beale",
	Func:   functions.Beale{}.Func,
	Grad:   functions.Beale{}.Grad,
	Minima: []Minimum{{X: []float64{3, 0.5}}},
	Start:  []float64{1, 1},
	Low:    [2]float64{-1, -1.5},
	High:   [2]float64{4.5, 1.5},
}

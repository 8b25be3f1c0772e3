package surface

import "gonum.org/v1/gonum/optimize/functions"

// Rosenbrock has its minimum in a bent, narrow valley with a flat floor: to find
// the valley is easy, to follow it is not (Rosenbrock, 1960; Moré, Garbow &
// Hillstrom, 1981, problem 1): (1 - x0)² + 100·(x1 - x0²)².
var Rosenbrock = Surface{
	Name:   "rosenbrock",
	Func:   functions.ExtendedRosenbrock{}.Func,
	Grad:   functions.ExtendedRosenbrock{}.Grad,
	Minima: []Minimum{{X: []float64{1, 1}}},
	Start:  []float64{-1.2, 1},
	Low:    [2]float64{-2, -1},
	High:   [2]float64{2, 3},
}

// Package surface has error surfaces on which optimizers are tried and drawn:
// functions of two weights with their gradients and minima.
package surface

import (
	"slices"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// Surface is a function of two weights.
type Surface struct {
	Name string

	// Func is the height at x, and Grad writes its gradient there; both slices have
	// two elements.
	Func func(x []float64) float64
	Grad func(grad, x []float64)

	Minima []Minimum // the global ones; none if the surface falls without end
	Start  []float64 // from where it is customarily descended

	// Low and High are the corners of the part that is worth drawing.
	Low, High [2]float64
}

// Minimum is a place where the gradient is 0 and no other is lower.
type Minimum struct {
	X []float64
	F float64
}

// All returns the surfaces, simple ones first.
func All() []Surface {
	return []Surface{Lesson, Bowl, Booth, Beale, Himmelblau, Rosenbrock, Saddle}
}

// Names returns their names.
func Names() []string {
	var names []string
	for _, s := range All() {
		names = append(names, s.Name)
	}
	return names
}

// Named returns the surface of that name. The error of an unknown one lists what
// is known.
func Named(name string) (Surface, error) {
	for _, s := range All() {
		if s.Name == name {
			return s, nil
		}
	}
	return Surface{}, errors.Errorf("surface: got %q, want one of %s", name, strings.Join(Names(), ", "))
}

// Descend makes steps of a solver in float64 and returns the path: the start, then
// where it stands after each step. It ends early where the height is no longer a
// finite number.
func (s Surface) Descend(solver gorgonia.Solver, start []float64, steps int) ([][]float64, error) {
	if len(start) != 2 {
		return nil, errors.Errorf("surface: %s: got a start of %d weights, want 2", s.Name, len(start))
	}
	p := &point{surface: s, w: vector(slices.Clone(start)), g: vector(make([]float64, 2))}
	path := [][]float64{slices.Clone(start)}
	for range steps {
		if err := solver.Step([]gorgonia.ValueGrad{p}); err != nil {
			return path, errors.Wrapf(err, "surface: %s", s.Name)
		}
		path = append(path, slices.Clone(p.w.Float64s()))
		if h := s.Func(p.w.Float64s()); h-h != 0 {
			break
		}
	}
	return path, nil
}

// point is a place on a surface as a solver's parameter, with the slope there.
type point struct {
	surface Surface
	w, g    *tensor.Dense
}

func vector(x []float64) *tensor.Dense {
	return tensor.New(tensor.WithShape(len(x)), tensor.WithBacking(x))
}

func (p *point) Value() gorgonia.Value { return p.w }

func (p *point) Grad() (gorgonia.Value, error) {
	p.surface.Grad(p.g.Float64s(), p.w.Float64s())
	return p.g, nil
}

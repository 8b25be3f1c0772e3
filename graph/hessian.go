package graph

import (
	"github.com/pkg/errors"
)

// Examples are a batch for functions that take it at once: Inputs (batch, …), and
// Labels (batch) or Targets (batch, outputs), as the loss wants them.
type Examples struct {
	Inputs, Targets []float64
	Labels          []int32
}

// HessianVector returns the product of the loss's second derivatives by the trained
// parameters with a direction: d/dt of the gradient at w + t·direction, t = 0. Both
// are by parameter, row-major; what direction leaves out is 0. It is computed in
// float64 from symbolic gradients at four points beside w, by the central difference
// of fourth order (Abramowitz & Stegun, 25.3.6 applied twice), right to about 1e-9 of
// its size where the network is smooth: of ReLU and others with kinks, those that lie
// between the points are in it. Inference or training is as o says; no state changes.
func HessianVector(net Layer, params *Params, o Options, x Examples, direction map[string][]float64) (map[string][]float64, error) {
	if o.Loss == nil {
		return nil, errors.New("graph: a second derivative needs a loss: give Options.Loss")
	}
	twin := params.float64s()
	p, err := compile(net, twin, o, compiling{gradients: true, double: true, still: true})
	if err != nil {
		return nil, err
	}
	defer p.Close()
	if err := p.take(x); err != nil {
		return nil, err
	}
	largestStep := 0.0
	for name, d := range direction {
		t := twin.Get(name)
		if t == nil || len(d) != t.DataSize() {
			return nil, errors.Wrapf(ErrParam, "graph: direction: got %d numbers for %q, have %v", len(d), name, twin.names)
		}
		largestStep = max(largestStep, magnitude(d))
	}
	product := map[string][]float64{}
	if largestStep == 0 {
		largestStep = 1
	}
	h := 1e-3 / largestStep
	for _, part := range []struct{ at, weight float64 }{{1, 8}, {-1, -8}, {2, -1}, {-2, 1}} {
		if err := p.gradientsAt(twin, direction, part.at*h, part.weight/(12*h), product); err != nil {
			return nil, err
		}
	}
	return product, nil
}

// gradientsAt adds the gradients at w + t·direction, times weight.
func (p *Program) gradientsAt(w *Params, direction map[string][]float64, t, weight float64, sum map[string][]float64) error {
	for name, d := range direction {
		was := append([]float64(nil), w.Get(name).Float64s()...)
		defer copy(w.Get(name).Float64s(), was)
		for i, v := range d {
			w.Get(name).Float64s()[i] += t * v
		}
	}
	if err := p.Run(); err != nil {
		return err
	}
	for _, g := range p.grads {
		value, err := gradientValue(g)
		if err != nil {
			return err
		}
		name := g.(*gradient).name
		if sum[name] == nil {
			sum[name] = make([]float64, value.DataSize())
		}
		for i, v := range value.Float64s() {
			sum[name][i] += weight * v
		}
	}
	return nil
}

// take copies examples into a float64 program.
func (p *Program) take(x Examples) error {
	in := p.x.Float64s()
	if len(x.Inputs) != len(in) {
		return errors.Errorf("graph: got %d inputs, want %d", len(x.Inputs), len(in))
	}
	copy(in, x.Inputs)
	t := p.targets[""]
	switch {
	case t == nil:
		return errors.New("graph: a loss of heads takes its targets by head, and has no second derivative here")
	case len(x.Labels) == t.DataSize() && x.Targets == nil:
		copy(t.Int32s(), x.Labels)
	case len(x.Targets) == t.DataSize() && x.Labels == nil:
		copy(t.Float64s(), x.Targets)
	default:
		return errors.Errorf("graph: got %d labels and %d targets, want the %v that the loss takes", len(x.Labels), len(x.Targets), t.Shape())
	}
	return nil
}

package optim

import (
	"unsafe"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// rule is the arithmetic of an optimizer: what one step does to a stretch of a
// parameter. Each weight is independent of the others, so that the stretches may
// be shared between cores without changing a bit.
type rule interface {
	single(tensors[float32])
	double(tensors[float64])
}

// tensors are a parameter's weights, their gradient, and up to three tensors
// that the optimizer keeps for it, zero at first; all of the same length.
type tensors[F kernel.Float] struct {
	w, g    []F
	a, b, c []F
}

// state is what the optimizers keep between steps: how many there were, and the
// tensors of each parameter, by its position.
type state struct {
	filled bool
	rate   [1]*float64
	steps  int
	s      half[float32]
	d      half[float64]
}

// half is the part of the state for one type of number.
type half[F kernel.Float] struct {
	kept [][3][]F
	job  job[F]
}

// first reports whether it is called for the first time: the defaults are filled
// in once, since a learning rate of 0 may be meant later.
func (s *state) first() bool {
	first := !s.filled
	s.filled = true
	return first
}

// one is what Rates returns of an optimizer with one learning rate.
func (s *state) one(rate *float64) []*float64 {
	s.rate[0] = rate
	return s.rate[:]
}

// apply makes one step of the rule, which keeps as many tensors a parameter.
func (s *state) apply(name string, model []gorgonia.ValueGrad, kept int, r rule) error {
	if len(model) == 0 {
		return errors.Errorf("optim: %s: got no parameters", name)
	}
	for i, p := range model {
		grad, err := p.Grad()
		if err != nil {
			return errors.Wrapf(err, "optim: %s", name)
		}
		w, w64, err1 := numbers(p.Value())
		g, g64, err2 := numbers(grad)
		switch {
		case err1 != nil:
			return errors.Wrapf(err1, "optim: %s: parameter %d", name, i)
		case err2 != nil:
			return errors.Wrapf(err2, "optim: %s: gradient of parameter %d", name, i)
		case len(w) != len(g) || len(w64) != len(g64):
			return errors.Errorf("optim: %s: parameter %d is %v, its gradient %v", name, i, p.Value().Shape(), grad.Shape())
		}
		if err := s.s.step(i, w, g, kept, r, rule.single); err != nil {
			return errors.Wrapf(err, "optim: %s: parameter %d", name, i)
		}
		if err := s.d.step(i, w64, g64, kept, r, rule.double); err != nil {
			return errors.Wrapf(err, "optim: %s: parameter %d", name, i)
		}
	}
	return nil
}

// step applies the rule to parameter i, if it is of this type.
func (h *half[F]) step(i int, w, g []F, kept int, r rule, do func(rule, tensors[F])) error {
	for i >= len(h.kept) {
		h.kept = append(h.kept, [3][]F{})
	}
	of := &h.kept[i]
	for k := range kept {
		if of[k] == nil {
			of[k] = make([]F, len(w))
		}
		if len(of[k]) != len(w) {
			return errors.Errorf("got %d weights, had %d at the first step: the parameters' order must not change", len(w), len(of[k]))
		}
	}
	h.job = job[F]{tensors[F]{w, g, of[0], of[1], of[2]}, r, do}
	kernel.Parallel((len(w)+line-1)/line, grain, &h.job)
	h.job = job[F]{} // keeps no tensor alive
	return nil
}

// The cores share a parameter in cache lines of 64 bytes or more, and from a few
// microseconds of work on. Each does its share in stretches, since assembly cannot be
// stopped for a garbage collection.
const (
	line    = 64
	grain   = 2048 / line
	stretch = 256 * line
)

// job is a step of one parameter as a kernel.Job over lines of weights.
type job[F kernel.Float] struct {
	tensors[F]
	rule rule
	do   func(rule, tensors[F])
}

// Run steps the weights of lines lo..hi-1.
func (j *job[F]) Run(lo, hi int) {
	end := min(hi*line, len(j.w))
	for from := lo * line; from < end; from += stretch {
		to := min(from+stretch, end)
		part := func(x []F) []F {
			if x == nil {
				return nil
			}
			return x[from:to]
		}
		j.do(j.rule, tensors[F]{part(j.w), part(j.g), part(j.a), part(j.b), part(j.c)})
	}
}

// numbers returns the memory of a tensor or scalar, as one of the two types.
func numbers(v gorgonia.Value) (single []float32, double []float64, err error) {
	switch v := v.(type) {
	case *tensor.Dense:
		if v.RequiresIterator() {
			return nil, nil, errors.Errorf("got a view %v, want a tensor that is contiguous in memory", v.Shape())
		}
		switch v.Dtype() {
		case tensor.Float32:
			return v.Float32s(), nil, nil
		case tensor.Float64:
			return nil, v.Float64s(), nil
		}
		return nil, nil, errors.Errorf("got %v, want float32 or float64", v.Dtype())
	case *gorgonia.F32:
		return unsafe.Slice((*float32)(v), 1), nil, nil
	case *gorgonia.F64:
		return nil, unsafe.Slice((*float64)(v), 1), nil
	}
	return nil, nil, errors.Errorf("got %T, want a tensor of float32 or float64", v)
}

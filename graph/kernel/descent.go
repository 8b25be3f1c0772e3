package kernel

import "math"

// SGD makes a step of gradient descent: w -= learnRate·g. Both have one length. As in
// the other steps, float32 has the same bits on all instruction sets: every operation is
// rounded on its own, in the order of the formula.
func SGD[T Float](w, g []T, learnRate T) {
	n := vectors("SGD", sgdRule, []T{learnRate}, w, g)
	w, g = w[n:], g[n:][:len(w)-n]
	for i := range w {
		w[i] -= T(learnRate * g[i])
	}
}

// Shrink makes the step of weight decay: w *= keep.
func Shrink[T Float](w []T, keep T) {
	w = w[vectors("Shrink", shrinkRule, []T{keep}, w):]
	for i := range w {
		w[i] *= keep
	}
}

// MomentumStep is a step of gradient descent with momentum, of PyTorch's SGD,
//
//	v = Momentum·v + Fresh·g, w -= LearnRate·v, Nesterov: w -= LearnRate·(g + Momentum·v)
//
// where Fresh is 1 - dampening, or of Keras', which leaves the rate in the velocity,
//
//	v = Momentum·v - LearnRate·g, w += v, Nesterov: w += Momentum·v - LearnRate·g
type MomentumStep[T Float] struct {
	LearnRate, Momentum, Fresh T
	Nesterov, Keras            bool
}

// Momentum makes the step: the weights w, their gradient g and velocities v have one
// length. A velocity below the smallest normal number becomes 0, as in [Adam].
func Momentum[T Float](w, g, v []T, s MomentumStep[T]) {
	if s.Keras {
		s.keras(w, g, v)
		return
	}
	r := momentumRule
	if s.Nesterov {
		r = nesterovRule
	}
	n := vectors("Momentum", r, []T{s.LearnRate, s.Momentum, s.Fresh}, w, g, v)
	w, g, v = w[n:], g[n:][:len(w)-n], v[n:][:len(w)-n]
	for i := range w {
		v[i] = mean(s.Momentum, v[i], s.Fresh, g[i])
		moved := v[i]
		if s.Nesterov {
			moved = g[i] + T(s.Momentum*moved)
		}
		w[i] -= T(s.LearnRate * moved)
	}
}

func (s MomentumStep[T]) keras(w, g, v []T) {
	r := kerasMomentumRule
	if s.Nesterov {
		r = kerasNesterovRule
	}
	n := vectors("Momentum", r, []T{s.LearnRate, s.Momentum}, w, g, v)
	w, g, v = w[n:], g[n:][:len(w)-n], v[n:][:len(w)-n]
	for i := range w {
		step := T(s.LearnRate * g[i])
		v[i] = normalOrZero(T(s.Momentum*v[i]) - step)
		moved := v[i]
		if s.Nesterov {
			moved = T(s.Momentum*moved) - step
		}
		w[i] += moved
	}
}

// mean is the moving mean keep·mean + rest·x, or 0 where that is not normal.
func mean[T Float](keep, mean, rest, x T) T { return normalOrZero(T(keep*mean) + T(rest*x)) }

// root is √x, of which the root in float64 is the exactly rounded one in float32 as well.
func root[T Float](x T) T { return T(math.Sqrt(float64(x))) }

// normalOrZero returns 0 for a number below float32's smallest normal one. What decays
// would end as one of these and stay there, since 0.9 times the smallest rounds to
// itself, and they are up to a hundred times slower. No weight moves by as much as
// 1e-18 for it.
func normalOrZero[T Float](x T) T {
	// The size, since a branch on the sign of a mean is mispredicted half the time.
	if math.Abs(float64(x)) < smallestNormal {
		return 0
	}
	return x
}

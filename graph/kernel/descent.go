package kernel

//go:generate go -C _asm run ./descent -out ../descent_amd64.s -stubs ../descent_amd64.go -pkg kernel

import "math"

// SGD makes a step of gradient descent: w -= learnRate·g. Both have one length. As in
// the other steps, float32 has the same bits on all instruction sets.
func SGD[T Float](w, g []T, learnRate T) {
	wantLength("SGD", "g", len(g), len(w))
	n := sgdVector(w, g, learnRate)
	w, g = w[n:], g[n:][:len(w)-n]
	for i := range w {
		w[i] -= T(learnRate * g[i])
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
	wantLength("Momentum", "g", len(g), len(w))
	wantLength("Momentum", "v", len(v), len(w))
	n := momentumVector(w, g, v, s)
	w, g, v = w[n:], g[n:][:len(w)-n], v[n:][:len(w)-n]
	for i := range w {
		if s.Keras {
			step := T(s.LearnRate * g[i])
			v[i] = NormalOrZero(T(s.Momentum*v[i]) - step)
			moved := v[i]
			if s.Nesterov {
				moved = T(s.Momentum*moved) - step
			}
			w[i] += moved
			continue
		}
		v[i] = NormalOrZero(T(s.Momentum*v[i]) + T(s.Fresh*g[i]))
		moved := v[i]
		if s.Nesterov {
			moved = g[i] + T(s.Momentum*moved)
		}
		w[i] -= T(s.LearnRate * moved)
	}
}

// RMSpropStep is v = Rho·v + Rest·g², w -= LearnRate·g/(√(v + Inside) + Outside).
type RMSpropStep[T Float] struct{ LearnRate, Rho, Rest, Inside, Outside T }

// RMSprop makes the step: the weights w, their gradient g and the means v of its square
// have one length. A mean below the smallest normal number becomes 0, as in [Adam].
func RMSprop[T Float](w, g, v []T, s RMSpropStep[T]) {
	wantLength("RMSprop", "g", len(g), len(w))
	wantLength("RMSprop", "v", len(v), len(w))
	n := rmspropVector(w, g, v, s)
	w, g, v = w[n:], g[n:][:len(w)-n], v[n:][:len(w)-n]
	for i := range w {
		vi := NormalOrZero(T(s.Rho*v[i]) + T(s.Rest*T(g[i]*g[i])))
		v[i] = vi
		w[i] -= T(s.LearnRate*g[i]) / (T(math.Sqrt(float64(vi+s.Inside))) + s.Outside)
	}
}

// NormalOrZero returns 0 for a number below float32's smallest normal one. What decays
// would end as one of these and stay there, since 0.9 times the smallest rounds to
// itself, and they are up to a hundred times slower. No weight moves by as much as
// 1e-18 for it.
func NormalOrZero[T Float](x T) T {
	// The size, since a branch on the sign of a mean is mispredicted half the time.
	if math.Abs(float64(x)) < smallestNormal {
		return 0
	}
	return x
}

package kernel

// RMSpropStep is v = Rho·v + Rest·g², w -= LearnRate·g/(√(v + Inside) + Outside).
type RMSpropStep[T Float] struct{ LearnRate, Rho, Rest, Inside, Outside T }

// RMSprop makes the step: the weights w, their gradient g and the means v of its square
// have one length. A mean below the smallest normal number becomes 0, as in [Adam].
func RMSprop[T Float](w, g, v []T, s RMSpropStep[T]) {
	n := vectors("RMSprop", rmspropRule, []T{s.LearnRate, s.Rho, s.Rest, s.Inside, s.Outside}, w, g, v)
	w, g, v = w[n:], g[n:][:len(w)-n], v[n:][:len(w)-n]
	for i := range w {
		v[i] = mean(s.Rho, v[i], s.Rest, T(g[i]*g[i]))
		w[i] -= T(s.LearnRate*g[i]) / (root(v[i]+s.Inside) + s.Outside)
	}
}

// RMSpropMomentumStep is a step of RMSprop with momentum,
//
//	v = Rho·v + Rest·g², s = Momentum·s + Before·g/(√(v + Inside) + Outside), w -= After·s
//
// where Before or After is the learning rate and the other is 1. With a Momentum of 0 it
// keeps no s. Centered has v - m² under the root, by m = Rho·m + Rest·g, or 0 where
// rounding makes that less.
type RMSpropMomentumStep[T Float] struct {
	Rho, Rest, Inside, Outside, Momentum, Before, After T
	Centered                                            bool
}

// RMSpropMomentum makes the step: the weights w, their gradient g, the means v of its
// square, the steps s and, where it is centered, the gradient's means m have one length.
// What is kept and below the smallest normal number becomes 0, as in [Adam].
func RMSpropMomentum[T Float](w, g, v, s, m []T, step RMSpropMomentumStep[T]) {
	n := step.vectors(w, g, v, s, m)
	w, g, v, s = w[n:], g[n:][:len(w)-n], v[n:][:len(w)-n], s[n:][:len(w)-n]
	for i := range w {
		v[i] = mean(step.Rho, v[i], step.Rest, T(g[i]*g[i]))
		square := v[i]
		if step.Centered {
			mi := mean(step.Rho, m[n+i], step.Rest, g[i])
			m[n+i] = mi
			square = max(0, square-T(mi*mi))
		}
		moved := T(step.Before*g[i]) / (root(square+step.Inside) + step.Outside)
		if step.Momentum != 0 {
			moved = normalOrZero(T(step.Momentum*s[i]) + moved)
			s[i] = moved
		}
		w[i] -= T(step.After * moved)
	}
}

func (step RMSpropMomentumStep[T]) vectors(w, g, v, s, m []T) int {
	const name = "RMSpropMomentum"
	constants := []T{step.Rho, step.Rest, step.Inside, step.Outside, step.Momentum, step.Before, step.After}
	switch {
	case !step.Centered:
		return vectors(name, rmspropMomentumRule, constants, w, g, v, s)
	case step.Momentum == 0:
		return vectors(name, rmspropCenteredRule, constants, w, g, v, s, m)
	}
	return vectors(name, rmspropCenteredMomentumRule, constants, w, g, v, s, m)
}

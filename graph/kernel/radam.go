package kernel

// RAdamStep is Adam's means m and v, and w -= Step·m, or where it is adaptive
// w -= Step·(m/(√v + Eps)).
type RAdamStep[T Float] struct {
	Betas[T]
	Step, Eps T
	Adaptive  bool
}

// RAdam makes the step: the weights w, their gradient g, its means m and those of its
// square v have one length. A mean below the smallest normal number becomes 0, as in
// [Adam].
func RAdam[T Float](w, g, m, v []T, s RAdamStep[T]) {
	r := radamMeanRule
	if s.Adaptive {
		r = radamRule
	}
	n := vectors("RAdam", r, []T{s.Beta1, s.Rest1, s.Beta2, s.Rest2, s.Step, s.Eps}, w, g, m, v)
	w, g, m, v = w[n:], g[n:][:len(w)-n], m[n:][:len(w)-n], v[n:][:len(w)-n]
	for i := range w {
		m[i] = mean(s.Beta1, m[i], s.Rest1, g[i])
		v[i] = mean(s.Beta2, v[i], s.Rest2, T(g[i]*g[i]))
		moved := m[i]
		if s.Adaptive {
			moved /= root(v[i]) + s.Eps
		}
		w[i] -= T(s.Step * moved)
	}
}

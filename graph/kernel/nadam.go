package kernel

// NadamStep is Adam's means m and v, and
// w -= (MeanStep·m + GradStep·g)/(RootStep·√v + Eps).
type NadamStep[T Float] struct {
	Betas[T]
	MeanStep, GradStep, RootStep, Eps T
}

// Nadam makes the step: the weights w, their gradient g, its means m and those of its
// square v have one length. A mean below the smallest normal number becomes 0, as in
// [Adam].
func Nadam[T Float](w, g, m, v []T, s NadamStep[T]) {
	constants := []T{s.Beta1, s.Rest1, s.Beta2, s.Rest2, s.MeanStep, s.GradStep, s.RootStep, s.Eps}
	n := vectors("Nadam", nadamRule, constants, w, g, m, v)
	w, g, m, v = w[n:], g[n:][:len(w)-n], m[n:][:len(w)-n], v[n:][:len(w)-n]
	for i := range w {
		m[i] = mean(s.Beta1, m[i], s.Rest1, g[i])
		v[i] = mean(s.Beta2, v[i], s.Rest2, T(g[i]*g[i]))
		w[i] -= (T(s.MeanStep*m[i]) + T(s.GradStep*g[i])) / (T(s.RootStep*root(v[i])) + s.Eps)
	}
}

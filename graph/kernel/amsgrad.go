package kernel

// AMSGradStep is Adam's means m and v, top = max(top, v) and w -= Step·m/(√top + Eps).
type AMSGradStep[T Float] struct {
	Betas[T]
	Step, Eps T
}

// AMSGrad makes the step: the weights w, their gradient g, its means m, those of its
// square v and their largest so far have one length. A mean below the smallest normal
// number becomes 0, as in [Adam].
func AMSGrad[T Float](w, g, m, v, top []T, s AMSGradStep[T]) {
	n := vectors("AMSGrad", amsgradRule, []T{s.Beta1, s.Rest1, s.Beta2, s.Rest2, s.Step, s.Eps}, w, g, m, v, top)
	w, g, m, v, top = w[n:], g[n:][:len(w)-n], m[n:][:len(w)-n], v[n:][:len(w)-n], top[n:][:len(w)-n]
	for i := range w {
		m[i] = mean(s.Beta1, m[i], s.Rest1, g[i])
		v[i] = mean(s.Beta2, v[i], s.Rest2, T(g[i]*g[i]))
		top[i] = max(top[i], v[i])
		w[i] -= T(s.Step*m[i]) / (root(top[i]) + s.Eps)
	}
}

package kernel

import "math"

// AdamaxStep is m = Beta1·m + Rest1·g, u = max(Beta2·u, |g| + Before),
// w -= Step·m/(u + After).
type AdamaxStep[T Float] struct {
	Betas[T]
	Step, Before, After T
}

// Adamax makes the step: the weights w, their gradient g, its means m and the largest of
// late u have one length. What is kept and below the smallest normal number becomes 0, as
// in [Adam].
func Adamax[T Float](w, g, m, u []T, s AdamaxStep[T]) {
	n := vectors("Adamax", adamaxRule, []T{s.Beta1, s.Rest1, s.Beta2, s.Step, s.Before, s.After}, w, g, m, u)
	w, g, m, u = w[n:], g[n:][:len(w)-n], m[n:][:len(w)-n], u[n:][:len(w)-n]
	for i := range w {
		m[i] = mean(s.Beta1, m[i], s.Rest1, g[i])
		u[i] = normalOrZero(max(T(s.Beta2*u[i]), T(math.Abs(float64(g[i])))+s.Before))
		w[i] -= T(s.Step*m[i]) / (u[i] + s.After)
	}
}

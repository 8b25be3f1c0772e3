package kernel

// AdadeltaStep is v = Rho·v + Rest·g², δ = g·√((u + Eps)/(v + Eps)), u = Rho·u + Rest·δ²,
// w -= LearnRate·δ.
type AdadeltaStep[T Float] struct{ LearnRate, Rho, Rest, Eps T }

// Adadelta makes the step: the weights w, their gradient g and the means v of its square
// and u of the steps' have one length. A mean below the smallest normal number becomes
// 0, as in [Adam].
func Adadelta[T Float](w, g, v, u []T, s AdadeltaStep[T]) {
	n := vectors("Adadelta", adadeltaRule, []T{s.LearnRate, s.Rho, s.Rest, s.Eps}, w, g, v, u)
	w, g, v, u = w[n:], g[n:][:len(w)-n], v[n:][:len(w)-n], u[n:][:len(w)-n]
	for i := range w {
		v[i] = mean(s.Rho, v[i], s.Rest, T(g[i]*g[i]))
		delta := T(g[i] * root((u[i]+s.Eps)/(v[i]+s.Eps)))
		u[i] = mean(s.Rho, u[i], s.Rest, T(delta*delta))
		w[i] -= T(s.LearnRate * delta)
	}
}

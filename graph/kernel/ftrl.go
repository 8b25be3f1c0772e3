package kernel

// FtrlStep is, with a' = a + g²,
//
//	z += g + Shrinkage·w - (√(a' + Initial) - √(a + Initial))/LearnRate·w
//	w = (clip(z, -L1, L1) - z)/(√(a' + Initial)/LearnRate + L2).
type FtrlStep[T Float] struct{ LearnRate, Initial, L1, L2, Shrinkage T }

// Ftrl makes the step: the weights w, their gradient g, the sums of its squares a and z
// have one length. Neither decays, so that they keep their subnormal numbers.
func Ftrl[T Float](w, g, a, z []T, s FtrlStep[T]) {
	n := vectors("Ftrl", ftrlRule, []T{s.LearnRate, s.Initial, s.L1, -s.L1, s.Shrinkage, s.L2}, w, g, a, z)
	w, g, a, z = w[n:], g[n:][:len(w)-n], a[n:][:len(w)-n], z[n:][:len(w)-n]
	for i := range w {
		before := root(a[i] + s.Initial)
		a[i] += T(g[i] * g[i])
		after := root(a[i] + s.Initial)
		z[i] += g[i] + T(s.Shrinkage*w[i]) - T((after-before)/s.LearnRate*w[i])
		w[i] = (min(max(z[i], -s.L1), s.L1) - z[i]) / (after/s.LearnRate + s.L2)
	}
}

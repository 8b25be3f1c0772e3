package kernel

import "math"

// LionStep is w -= LearnRate·sign(Beta1·m + Rest1·g), then m = Beta2·m + Rest2·g.
type LionStep[T Float] struct {
	Betas[T]
	LearnRate T
}

// Lion makes the step: the weights w, their gradient g and its means m have one length.
// The sign of NaN is NaN, which the weight becomes. A mean below the smallest normal
// number becomes 0, as in [Adam].
func Lion[T Float](w, g, m []T, s LionStep[T]) {
	n := vectors("Lion", lionRule, []T{s.Beta1, s.Rest1, s.Beta2, s.Rest2, s.LearnRate}, w, g, m)
	w, g, m = w[n:], g[n:][:len(w)-n], m[n:][:len(w)-n]
	for i := range w {
		direction := T(s.Beta1*m[i]) + T(s.Rest1*g[i])
		step := T(math.Copysign(float64(s.LearnRate), float64(direction))) // no branch on a sign that nobody can predict
		if direction == 0 {
			step = 0
		}
		if direction != direction {
			step = direction
		}
		w[i] -= step
		m[i] = mean(s.Beta2, m[i], s.Rest2, g[i])
	}
}

package kernel

// Betas are how fast Adam's kin forget: m = Beta1·m + Rest1·g is their mean of the
// gradient, v = Beta2·v + Rest2·g² that of its square, and the rests are 1 - beta.
type Betas[T Float] struct{ Beta1, Rest1, Beta2, Rest2 T }

// NewBetas rounds the betas and the rests, each on its own.
func NewBetas[T Float](beta1, beta2 float64) Betas[T] {
	return Betas[T]{T(beta1), T(1 - beta1), T(beta2), T(1 - beta2)}
}

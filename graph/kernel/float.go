package kernel

// Float is a type of number that the kernels work in: float32 for networks,
// float64 for checking gradients with the same code.
type Float interface{ float32 | float64 }

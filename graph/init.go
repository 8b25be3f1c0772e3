package graph

import (
	"hash/fnv"
	"math"
	"math/rand/v2"
)

// Initializer fills a parameter's elements w, row-major, with its first values.
// in and units are the inputs and the outputs of the layer (fan-in, fan-out).
type Initializer func(r *rand.Rand, in, units int, w []float64)

// GlorotUniform is Keras' default for kernels: uniform in ±√(6/(in+units))
// (Glorot & Bengio, 2010).
func GlorotUniform(r *rand.Rand, in, units int, w []float64) {
	uniform(r, math.Sqrt(6/float64(in+units)), w)
}

// TorchUniform is PyTorch's default for the kernel and the bias of nn.Linear:
// uniform in ±1/√in (torch.nn.Linear's documentation).
func TorchUniform(r *rand.Rand, in, _ int, w []float64) {
	uniform(r, 1/math.Sqrt(float64(in)), w)
}

// Zeros is Keras' default for biases.
func Zeros(_ *rand.Rand, _, _ int, w []float64) { clear(w) }

func uniform(r *rand.Rand, bound float64, w []float64) {
	for i := range w {
		w[i] = bound * (2*r.Float64() - 1)
	}
}

// stream gives each name a random stream of its own, so that a layer more does
// not change what the others draw.
func stream(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}

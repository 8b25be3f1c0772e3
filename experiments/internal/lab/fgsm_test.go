package lab

import (
	"math"
	"math/rand/v2"
	"testing"
)

// As math.Copysign has it, and 0 where the gradient is 0.
func TestAlong(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	gradients := []float32{0, float32(math.Copysign(0, -1)), math.SmallestNonzeroFloat32, -math.SmallestNonzeroFloat32, 1, -1, float32(math.Inf(1)), float32(math.Inf(-1))}
	for range 1000 {
		gradients = append(gradients, math.Float32frombits(r.Uint32()))
	}
	for _, g := range gradients {
		want := float32(0)
		if g != 0 {
			want = float32(math.Copysign(0.25, float64(g)))
		}
		if got := along(0.25, g); math.Float32bits(got) != math.Float32bits(want) && !(got == 0 && want == 0) {
			t.Errorf("along %v: got %v, want %v", g, got, want)
		}
	}
}

package kernel

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// shapes are the products (m, k, n) of the networks, forward.
var shapes = [][3]int{
	{128, 784, 512}, {128, 512, 10}, // keras
	{64, 784, 128}, {64, 128, 64}, {64, 64, 10}, // torch
	{32, 784, 128}, {32, 128, 10}, // keras-small
	{128, 784, 800}, {128, 800, 400}, {128, 400, 10}, // lesson
}

func BenchmarkProducts(b *testing.B) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, s := range shapes {
		batch, in, out := s[0], s[1], s[2]
		x, w, y := random[float32](r, batch*in), random[float32](r, in*out), random[float32](r, batch*out)
		bias := random[float32](r, out)
		flops := 2 * float64(batch) * float64(in) * float64(out)
		run := func(l layout, m, k, n int, f func()) {
			b.Run(fmt.Sprintf("%v/%dx%dx%d", l, m, k, n), func(b *testing.B) {
				for b.Loop() {
					f()
				}
				b.ReportMetric(flops*float64(b.N)/float64(b.Elapsed().Nanoseconds()), "GFLOP/s")
			})
		}
		run(nn, batch, in, out, func() { NN(batch, out, in, x, w, bias, y, true) })
		run(tn, in, batch, out, func() { TN(in, out, batch, x, y, w) })
		run(nt, batch, out, in, func() { NT(batch, in, out, y, w, x) })
	}
}

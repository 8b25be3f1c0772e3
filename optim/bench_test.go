package optim

import (
	"math/rand/v2"
	"testing"

	"digits/optim/schedule"
)

// BenchmarkStep steps the 407,050 weights of 784-512-10.
func BenchmarkStep(b *testing.B) {
	for _, name := range Names() {
		b.Run(name, func(b *testing.B) {
			o, err := Choice{Name: name}.New(schedule.Length{})
			if err != nil {
				b.Fatal(err)
			}
			r := rand.New(rand.NewPCG(1, 2))
			ps := newParams(r, 784*512, 512, 512*10, 10)
			for _, p := range ps {
				for i := range p.g.Float32s() {
					p.g.Float32s()[i] = float32(r.NormFloat64()) / 100
				}
			}
			m := model(ps)
			b.ReportAllocs()
			for b.Loop() {
				if err := o.Step(m); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

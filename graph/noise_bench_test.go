package graph

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"
)

// Images without background pay for the look whether they have any. A step on
// noise with the look and one without take turns; the medians are reported.
func BenchmarkStepOnNoise(b *testing.B) {
	for _, c := range []struct{ batch, units int }{{128, 512}, {64, 128}, {32, 128}} {
		b.Run(fmt.Sprintf("784-%d-10, %d", c.units, c.batch), func(b *testing.B) {
			net := Sequential{Dense{Units: c.units, Activation: ReLU}, Dense{Units: 10, Activation: Softmax}}
			params, err := Init(net, []int{784}, 1)
			if err != nil {
				b.Fatal(err)
			}
			var programs [2]*Program
			for i, whole := range []bool{false, true} {
				programs[i], err = Compile(net, params, Options{
					Mode: Training, Batch: c.batch, Input: []int{784}, Loss: SparseCategoricalCrossentropy{}, Whole: whole,
				})
				if err != nil {
					b.Fatal(err)
				}
				defer programs[i].Close()
				writeNoise(programs[i])
			}
			var took [2][]float64 // microseconds
			for b.Loop() {
				for i, p := range programs {
					start := time.Now()
					if err := p.Run(); err != nil {
						b.Fatal(err)
					}
					took[i] = append(took[i], float64(time.Since(start).Nanoseconds())/1e3)
				}
			}
			for i, name := range []string{"µs/looked-at", "µs/whole"} {
				slices.Sort(took[i])
				b.ReportMetric(took[i][len(took[i])/2], name)
			}
		})
	}
}

func writeNoise(p *Program) {
	r := rand.New(rand.NewPCG(1, 2))
	for i := range p.Input() {
		p.Input()[i] = float32(1+r.IntN(255)) / 255
	}
	for i := range p.Labels() {
		p.Labels()[i] = r.Int32N(10)
	}
}

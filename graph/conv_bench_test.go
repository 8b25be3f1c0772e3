package graph

import (
	"testing"

	"digits/data"
)

// BenchmarkConvStep is a step of keras-conv and of torch-conv, without the optimizer.
func BenchmarkConvStep(b *testing.B) {
	source, err := data.MNIST("")
	if err != nil {
		b.Skip(err)
	}
	three := [2]int{3, 3}
	first, second := Conv2D{Filters: 32, Size: three, Activation: ReLU}, Conv2D{Filters: 64, Size: three, Activation: ReLU}
	for _, c := range []struct {
		name  string
		batch int
		net   Layer
	}{
		{"keras-conv", 128, Sequential{first, MaxPool2D{}, second, MaxPool2D{}, Flatten{}, Dropout{Rate: 0.5}, Dense{Units: 10, Activation: Softmax}}},
		{"torch-conv", 64, Sequential{first, second, MaxPool2D{}, Dropout{Rate: 0.25}, Flatten{Planes: true}, Dense{Units: 128, Activation: ReLU}, Dropout{Rate: 0.5}, Dense{Units: 10, Activation: Softmax}}},
	} {
		b.Run(c.name, func(b *testing.B) {
			params, err := Init(c.net, []int{28, 28, 1}, 1)
			if err != nil {
				b.Fatal(err)
			}
			p, err := Compile(c.net, params, Options{Mode: Training, Batch: c.batch, Input: []int{28, 28, 1}, Loss: SparseCategoricalCrossentropy{}, Clock: &Clock{}})
			if err != nil {
				b.Fatal(err)
			}
			defer p.Close()
			set := source.Train.Slice(0, c.batch)
			for k := range c.batch {
				data.Unit.Apply(p.Input()[k*784:], set.Image(k))
				p.Labels()[k] = int32(set.Labels[k])
			}
			b.ReportAllocs()
			for b.Loop() {
				if err := p.Run(); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N*c.batch), "µs/image")
		})
	}
}

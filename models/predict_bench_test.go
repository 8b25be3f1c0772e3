package models

import (
	"testing"

	"digits/data"
)

// BenchmarkPredict predicts MNIST's test images, one a call and all in a call.
func BenchmarkPredict(b *testing.B) {
	source, err := data.MNIST("")
	if err != nil {
		b.Fatal(err)
	}
	test := source.Test
	for _, r := range []Recipe{KerasSmall, Keras, Torch} {
		m, err := New(r, test.Height, test.Width, test.Classes, 1)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(r.Name+"/one", func(b *testing.B) {
			b.ReportAllocs()
			for i := range b.N {
				if _, err := m.Predict(test.Image(i % test.Len())); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(r.Name+"/all", func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := m.Predict(test.Pixels); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

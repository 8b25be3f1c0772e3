package op

import (
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What a normalisation of 128 examples of 100 features takes, forward and backward, on one core:
// go test ./graph/op -run xxx -bench Norm -cpu 1
func BenchmarkNorm(b *testing.B) {
	for name, of := range map[string]func(x, gamma, beta *gorgonia.Node) (*gorgonia.Node, error){
		"batch": func(x, gamma, beta *gorgonia.Node) (y *gorgonia.Node, err error) {
			y, _, _, err = BatchNorm(x, gamma, beta, 1e-3)
			return y, err
		},
		"layer": func(x, gamma, beta *gorgonia.Node) (*gorgonia.Node, error) { return LayerNorm(x, gamma, beta, 1e-3) },
	} {
		b.Run(name, func(b *testing.B) {
			g := gorgonia.NewGraph()
			make := func(name string, shape ...int) *gorgonia.Node {
				return gorgonia.NewTensor(g, tensor.Float32, len(shape), gorgonia.WithShape(shape...), gorgonia.WithName(name), gorgonia.WithInit(gorgonia.Gaussian(0, 1)))
			}
			x, gamma, beta := make("x", 128, 100), make("gamma", 100), make("beta", 100)
			y, err := of(x, gamma, beta)
			if err != nil {
				b.Fatal(err)
			}
			loss := gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.HadamardProd(y, make("weights", 128, 100)))))
			if _, err := gorgonia.Grad(loss, x, gamma, beta); err != nil {
				b.Fatal(err)
			}
			machine := gorgonia.NewTapeMachine(g)
			defer machine.Close()
			for b.Loop() {
				if err := machine.RunAll(); err != nil {
					b.Fatal(err)
				}
				machine.Reset()
			}
		})
	}
}

package graph

import (
	"testing"

	"gorgonia.org/gorgonia"
)

// An epoch's step of 784-128-10 has such an activation, once each way.
func BenchmarkActivation(b *testing.B) {
	for _, a := range []Activation{ReLU, Sigmoid, Tanh, Softplus, SiLU, Mish, SELU, ELU{}, GELU{}, GELU{Approximate: true}} {
		b.Run(ActivationText(a), func(b *testing.B) {
			net := Sequential{Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return a.Apply(s, x) })}
			params, err := Init(net, []int{128}, 1)
			if err != nil {
				b.Fatal(err)
			}
			p, err := Compile(net, params, Options{Batch: 32, Input: []int{128}})
			if err != nil {
				b.Fatal(err)
			}
			for i := range p.Input() {
				p.Input()[i] = float32(i%401)/100 - 2
			}
			for b.Loop() {
				if err := p.Run(); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

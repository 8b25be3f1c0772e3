package graph

import (
	"math"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// plainly is an autoencoder in gorgonia's operations: products, one by a transpose, a bias
// that is repeated, an activation, a sum over each row.
func plainly(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	w, err1 := s.Param("w", GlorotUniform, 6, 5)
	b, err2 := s.Param("b", GlorotUniform, 1, 5)
	if err1 != nil || err2 != nil {
		return nil, err1
	}
	hidden := gorgonia.Must(gorgonia.BroadcastAdd(gorgonia.Must(gorgonia.Mul(x, w)), b, nil, []byte{0}))
	hidden = gorgonia.Must(gorgonia.Exp(gorgonia.Must(gorgonia.Neg(gorgonia.Must(gorgonia.Square(hidden))))))
	y := gorgonia.Must(gorgonia.Mul(hidden, gorgonia.Must(gorgonia.Transpose(w, 1, 0))))
	means := gorgonia.Must(gorgonia.Reshape(gorgonia.Must(gorgonia.Mean(y, 1)), tensor.Shape{y.Shape()[0], 1}))
	return gorgonia.BroadcastSub(y, means, nil, []byte{1})
}

// Nothing of gorgonia's is left in the program, so that a run's registers stay and it
// allocates no tensor; the transpose is not made; what was merged shows in the drawing.
func TestRewrite(t *testing.T) {
	net := Sequential{Func(plainly)}
	p := mustCompile(t, net, mustInit(t, net, 6), Options{Mode: Training, Batch: 3, Input: []int{6}, Loss: MeanSquaredError})
	if p.walk == nil || p.walk.replaces {
		t.Error("operations of gorgonia's own are left")
	}
	text := p.Dot()
	for _, want := range []string{"chain exp(neg(square(", "matmul, the second transposed", "matmul, the first transposed"} {
		if !strings.Contains(text, want) {
			t.Errorf("the drawing has no %q:\n%s", want, text)
		}
	}
	for _, never := range []string{"Aᵀ", "permute", "Repeat", "Σ"} {
		if strings.Contains(text, never) {
			t.Errorf("the drawing has %q:\n%s", never, text)
		}
	}
	g, err := Check(net, mustInit(t, net, 6), CheckOptions{Input: []int{6}, Loss: MeanSquaredError})
	if err != nil || !(g.Worst() <= 1e-6) {
		t.Errorf("gradients are off (%v):\n%v", err, g)
	}
}

// The first run of the rewritten operations against the formula in float64.
func TestRewriteValues(t *testing.T) {
	net := Sequential{Func(plainly)}
	params := mustInit(t, net, 6)
	p := mustCompile(t, net, params, Options{Batch: 2, Input: []int{6}})
	for i := range p.Input() {
		p.Input()[i] = float32(i%5) / 4
	}
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	w, b := params.Get("func/w").Float32s(), params.Get("func/b").Float32s()
	for r := range 2 {
		var y [6]float64
		mean := 0.0
		for k := range 5 {
			h := float64(b[k])
			for i := range 6 {
				h += float64(p.Input()[r*6+i]) * float64(w[i*5+k])
			}
			for i := range y {
				y[i] += math.Exp(-h*h) * float64(w[i*5+k])
			}
		}
		for _, v := range y {
			mean += v / 6
		}
		for i, v := range y {
			if got := float64(p.Output()[r*6+i]); !(math.Abs(got-(v-mean)) <= 1e-6) {
				t.Errorf("output %d of %d is %v, want %v", i, r, got, v-mean)
			}
		}
	}
}

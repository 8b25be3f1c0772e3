package graph

import (
	"hash"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
)

func mustInit(t *testing.T, net Layer, input ...int) *Params {
	t.Helper()
	p, err := Init(net, input, 7)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func mustCompile(t *testing.T, net Layer, p *Params, o Options) *Program {
	t.Helper()
	program, err := Compile(net, p, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { program.Close() })
	return program
}

// Every layer, activation and loss passes the finite-difference check.
func TestCheck(t *testing.T) {
	sparse, oneHot := SparseCategoricalCrossentropy{}, CategoricalCrossentropy{}
	hidden := func(a Activation) Layer {
		return Sequential{Dense{Units: 8, Activation: a}, Dense{Units: 4, Activation: Softmax}}
	}
	nets := map[string]struct {
		net   Layer
		input []int
		loss  Loss
	}{
		"logits, sparse":         {Sequential{Dense{Units: 4}}, []int{6}, SparseCategoricalCrossentropy{From: FromLogits}},
		"logits, one-hot":        {Sequential{Dense{Units: 4}}, []int{6}, CategoricalCrossentropy{From: FromLogits}},
		"softmax, sparse":        {Sequential{Dense{Units: 4, Activation: Softmax}}, []int{6}, sparse},
		"softmax, one-hot":       {Sequential{Dense{Units: 4, Activation: Softmax}}, []int{6}, oneHot},
		"probabilities, sparse":  {Sequential{Dense{Units: 4, Activation: Softmax}}, []int{6}, SparseCategoricalCrossentropy{From: FromProbabilities}},
		"probabilities, one-hot": {Sequential{Dense{Units: 4, Activation: Sigmoid}}, []int{6}, CategoricalCrossentropy{}},
		"softmax by itself":      {Sequential{Dense{Units: 4}, Softmax}, []int{6}, sparse},
		"a single layer":         {Dense{Units: 4}, []int{6}, SparseCategoricalCrossentropy{From: FromLogits}},
		"no bias":                {Sequential{Dense{Units: 5, NoBias: true, Activation: ReLU}, Dense{Units: 4, NoBias: true}}, []int{6}, SparseCategoricalCrossentropy{From: FromLogits}},
		"relu by itself":         {Sequential{Dense{Units: 5}, ReLU, Dense{Units: 4}}, []int{6}, SparseCategoricalCrossentropy{From: FromLogits}},
		"softmax inside":         {hidden(Softmax), []int{6}, sparse},
		"nested":                 {Sequential{Sequential{Flatten{}, Dense{Units: 5}}, Sequential{ReLU, Dense{Units: 4, Activation: Softmax}}}, []int{3, 2}, sparse},
		"dropout": {Sequential{
			Flatten{},
			Dense{Units: 9, Activation: ReLU},
			Dropout{Rate: 0.4},
			Dense{Units: 8, Activation: ReLU},
			Dropout{Rate: 0.2},
			Dense{Units: 4, Activation: Softmax},
		}, []int{3, 2}, sparse},
		"dropout of the input": {Sequential{Dropout{Rate: 0.4}, Dense{Units: 4}}, []int{6}, SparseCategoricalCrossentropy{From: FromLogits}},
		"flatten inside": {Sequential{
			Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Tanh(x) }),
			Flatten{},
			Dense{Units: 4, Activation: Softmax},
		}, []int{3, 2}, sparse},
		"gorgonia's own operations": {Sequential{
			Dense{Units: 5},
			Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
				w, err := s.Param("w", GlorotUniform, 5, 6)
				if err != nil {
					return nil, err
				}
				if x, err = gorgonia.Mul(x, w); err != nil {
					return nil, err
				}
				return gorgonia.Add(x, s.Constant(0.5))
			}),
			Dense{Units: 4, Activation: Softmax},
		}, []int{6}, sparse},
		"a shared parameter": {Sequential{
			Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
				for range 2 {
					w, err := s.Param("w", GlorotUniform, 6, 6)
					if err != nil {
						return nil, err
					}
					if x, err = gorgonia.Mul(x, w); err != nil {
						return nil, err
					}
				}
				return x, nil
			}),
			Dense{Units: 4, Activation: Softmax},
		}, []int{6}, sparse},
		// Both parameters have the same gradient, which gorgonia makes one node.
		"one gradient for two": {Sequential{
			Dense{Units: 5},
			Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
				for _, name := range []string{"a", "b"} {
					b, err := s.Param(name, GlorotUniform, 1, 5)
					if err != nil {
						return nil, err
					}
					if x, err = gorgonia.BroadcastAdd(x, b, nil, []byte{0}); err != nil {
						return nil, err
					}
				}
				return x, nil
			}),
			Dense{Units: 4, Activation: Softmax},
		}, []int{6}, sparse},
	}
	for _, a := range Activations() {
		nets["activation "+a.Name()] = struct {
			net   Layer
			input []int
			loss  Loss
		}{hidden(a), []int{6}, sparse}
	}
	for _, l := range Losses() {
		nets["loss "+l.Name()] = struct {
			net   Layer
			input []int
			loss  Loss
		}{hidden(Tanh), []int{6}, l}
	}
	smooth := nets["softmax, one-hot"]
	smooth.loss = CategoricalCrossentropy{LabelSmoothing: 0.1}
	nets["label smoothing"] = smooth
	binaryNet := nets["probabilities, one-hot"]
	binaryNet.loss = BinaryCrossentropy{LabelSmoothing: 0.1}
	nets["sigmoid, binary"] = binaryNet
	nets["layer PReLU"] = struct {
		net   Layer
		input []int
		loss  Loss
	}{Sequential{PReLU{}, Dense{Units: 8}, PReLU{Shared: true, Initial: 0.25}, Dense{Units: 4, Activation: Softmax}}, []int{6}, sparse}
	for name, c := range nets {
		t.Run(name, func(t *testing.T) {
			g, err := Check(c.net, mustInit(t, c.net, c.input...), CheckOptions{Input: c.input, Loss: c.loss})
			if err != nil {
				t.Fatal(err)
			}
			if !(g.Worst() <= 1e-6) {
				t.Errorf("worst error is %v, want at most 1e-6\n%v", g.Worst(), g)
			}
			// float32 has 24 bits: 6e-8 a rounding, and some tens of roundings on the way.
			if !(g.Output <= 1e-5 && g.Loss <= 1e-5) {
				t.Errorf("float32 is far from float64\n%v", g)
			}
			for _, p := range g.Params {
				if p.Compared == 0 || !(p.Single <= 1e-4) {
					t.Errorf("%s: compared %d weights, float32 differs by %v", p.Name, p.Compared, p.Single)
				}
			}
		})
	}
}

// twice is a layer whose gradient is wrong by a factor of two.
type twice struct{ gorgonia.Op }

func (o twice) WriteHash(h hash.Hash) { h.Write([]byte("twice")) }
func (o twice) Hashcode() uint32      { return 2 }
func (o twice) DiffWRT(int) []bool    { return []bool{true} }

func (o twice) SymDiff(inputs gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.Add(dy, dy)
	return gorgonia.Nodes{dx}, err
}

func TestCheckFindsAWrongGradient(t *testing.T) {
	net := Sequential{
		Dense{Units: 5},
		Func(doubling),
		Dense{Units: 4, Activation: Softmax},
	}
	g, err := Check(net, mustInit(t, net, 6), CheckOptions{Input: []int{6}, Loss: SparseCategoricalCrossentropy{}})
	if err != nil {
		t.Fatal(err)
	}
	if g.Worst() < 0.1 {
		t.Errorf("a gradient that is twice too large passes:\n%v", g)
	}
	if text := g.String(); !strings.Contains(text, "dense/kernel") || !strings.Contains(text, "dense_1/bias") {
		t.Errorf("the table lacks parameters:\n%s", text)
	}
}

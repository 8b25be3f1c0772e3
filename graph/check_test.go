package graph

import "testing"

func mustInit(t *testing.T, net Layer, input []int) *Params {
	t.Helper()
	p, err := Init(net, input, 7)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestSmoke(t *testing.T) {
	net := Sequential{
		Flatten{},
		Dense{Units: 7, Activation: ReLU},
		Dropout{Rate: 0.2},
		Dense{Units: 5, Activation: Tanh, NoBias: true},
		Dense{Units: 4, Activation: Softmax},
	}
	in := []int{3, 2}
	p := mustInit(t, net, in)
	g, err := Check(net, p, CheckOptions{Input: in, Loss: SparseCategoricalCrossentropy{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Log("\n" + g.String())
	s, err := Summarize(net, in)
	t.Log(err, "\n"+s.String())
	pr, err := Compile(net, p, Options{Mode: Training, Batch: 2, Input: in, Loss: CategoricalCrossentropy{}})
	if err != nil {
		t.Fatal(err)
	}
	t.Log(pr.Dot())
}

package graph

import (
	"slices"
	"strings"
	"testing"
)

// The mean is that of the members' outputs, each under a name of its own, also where
// their layers have names and share kernels; its gradients are right.
func TestAverage(t *testing.T) {
	tied := Sequential{Dense{Name: "encoder", Units: 3, Activation: Tanh}, Dense{Share: "encoder", Transposed: true}}
	net := Average{tied, tied, Sequential{Dense{Units: 5}}}
	const batch, inputs = 2, 5
	params := mustInit(t, net, inputs)
	want := []string{
		"member0/encoder/kernel", "member0/encoder/bias", "member0/dense/bias",
		"member1/encoder/kernel", "member1/encoder/bias", "member1/dense/bias", "member2/dense/kernel", "member2/dense/bias",
	}
	if got := params.Names(); !slices.Equal(got, want) {
		t.Fatalf("the parameters are %v, want %v", got, want)
	}
	run := func(net Layer, params *Params) []float32 {
		p, err := Compile(net, params, Options{Batch: batch, Input: []int{inputs}})
		if err != nil {
			t.Fatal(err)
		}
		defer p.Close()
		for i := range p.Input() {
			p.Input()[i] = float32(i*i%7) - 3
		}
		if err := p.Run(); err != nil {
			t.Fatal(err)
		}
		return slices.Clone(p.Output())
	}
	mean := make([]float64, batch*inputs)
	for i, layer := range net {
		own := &Params{}
		for name, w := range params.All() {
			if rest, ok := strings.CutPrefix(name, "member"+string(rune('0'+i))+"/"); ok {
				if err := own.Add(rest, w.Shape(), w.Float32s()); err != nil {
					t.Fatal(err)
				}
			}
		}
		for k, y := range run(layer, own) {
			mean[k] += float64(y) / 3
		}
	}
	for k, y := range run(net, params) {
		if !near(float64(y), mean[k], 1e-6) {
			t.Errorf("output %d is %v, want %v", k, y, mean[k])
		}
	}
	report, err := Check(net, params, CheckOptions{Input: []int{inputs}, Loss: MeanSquaredError})
	if err != nil || !(report.Worst() <= 1e-6) {
		t.Errorf("gradients are off: %v, %v", report, err)
	}
}

// A mean of distributions is one, so that losses and predictions take it for such.
func TestAverageKnowsItsKind(t *testing.T) {
	dense := func(a Activation) Layer { return Dense{Units: 3, Activation: a} }
	for _, c := range []struct {
		net  Layer
		want OutputKind
	}{
		{Average{dense(Softmax), dense(Softmax)}, Distribution},
		{Average{dense(Sigmoid), dense(Sigmoid)}, Shares},
		{Average{dense(Softmax), dense(nil)}, Numbers},
		{Average{dense(nil)}, Numbers},
		{Average{Average{dense(Softmax)}, dense(Softmax)}, Distribution},
	} {
		o, err := Describe(c.net, []int{4}, nil)
		if err != nil || o.Kind != c.want {
			t.Errorf("%v puts out %v, want %v (%v)", c.net, o.Kind, c.want, err)
		}
	}
	for want, net := range map[string]Layer{
		"got no layers": Average{},
		"member 1 makes (7, 4), those before it (7, 3)": Average{Dense{Units: 3}, Dense{Units: 4}},
	} {
		if _, err := Describe(net, []int{4}, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

package op

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// convRecorded is what interop/convolutions.py has written.
type convRecorded struct {
	Cases []struct {
		Name     string
		Settings struct {
			Size, Stride, Dilation [2]int
			Padding                json.RawMessage
			Groups                 int
			ReLU                   bool
			Count                  bool
		}
		Inputs           []array
		Up               array
		Float64, Float32 struct {
			Y         array
			Gradients []array
		}
	}
}

// Values and gradients of convolutions and pools are those of PyTorch and TensorFlow, in
// float64 to 1e-12 and in float32.
func TestConvolutionsAreTheirs(t *testing.T) {
	for _, library := range []string{"torch", "tensorflow"} {
		var r convRecorded
		text, err := os.ReadFile("testdata/conv-" + library + ".json")
		if err == nil {
			err = json.Unmarshal(text, &r)
		}
		if err != nil || len(r.Cases) < 15 {
			t.Fatalf("%s: got %d cases, %v", library, len(r.Cases), err)
		}
		for i, c := range r.Cases {
			s := c.Settings
			w := Windows{Kernel: s.Size, Stride: s.Stride, Dilation: s.Dilation}
			var both [2]int
			switch string(s.Padding) {
			case `"same"`:
				w.Padding.Same = true
			case `"valid"`:
			default:
				if err := json.Unmarshal(s.Padding, &both); err != nil {
					t.Fatal(err)
				}
				w.Padding = Padding{Before: both, After: both}
			}
			build := map[string]build{
				"conv": one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
					return Conv2D(x[0], x[1], x[2], Conv2DConfig{Windows: w, Groups: s.Groups, ReLU: s.ReLU})
				}),
				"max":  one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return MaxPool2D(x[0], w) }),
				"mean": one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return AveragePoolLast(x[0], w, s.Count) }),
			}[c.Name]
			var leaves []leaf
			for _, input := range c.Inputs {
				leaves = append(leaves, input.leaf())
			}
			t.Run(fmt.Sprintf("%s %s %d", library, c.Name, i), func(t *testing.T) {
				hold[float64](t, leaves, build, c.Up, append([]array{c.Float64.Y}, c.Float64.Gradients...), 1e-12)
				hold[float32](t, leaves, build, c.Up, append([]array{c.Float32.Y}, c.Float32.Gradients...), 1e-5)
			})
		}
	}
}

// hold compares a result and its gradients, by the weights up, with what is wanted.
func hold[T kernel.Float](t *testing.T, leaves []leaf, f build, up array, want []array, limit float64) {
	t.Helper()
	var y *gorgonia.Node
	p := newTape[T](t, operation{leaves: leaves, by: len(leaves), f: func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (_ *gorgonia.Node, err error) {
		if y, err = f(g, x); err != nil {
			return nil, err
		}
		flat, err := Reshape(y, 1, len(up.Data))
		if err != nil {
			return nil, err
		}
		weights, _ := node[T](g, leaf{"up", []int{1, len(up.Data)}, up.Data})
		return MeanLoss(flat, weights, inner)
	}})
	p.run(t)
	p.outputs = append(p.outputs, y)
	for i, w := range want {
		got := p.result(1 + i)
		if i == 0 {
			got = p.result(len(p.outputs) - 1)
		}
		if len(got) != len(w.Data) {
			t.Fatalf("result %d has %d numbers, want %d", i, len(got), len(w.Data))
		}
		for k, v := range w.Data {
			if !(math.Abs(got[k]-v) <= limit*math.Max(1, math.Abs(v))) {
				t.Fatalf("result %d[%d] of %T is %v, theirs %v", i, k, T(0), got[k], v)
			}
		}
	}
}

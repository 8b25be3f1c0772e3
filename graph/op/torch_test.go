package op

import (
	"encoding/json"
	"math"
	"os"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// recorded is what testdata/record.py has written.
type recorded struct {
	Statistics map[string]array
	Cases      []struct {
		Name      string
		Y, Up     array
		Inputs    []array
		Gradients []array
	}
}

type array struct {
	Name  string
	Shape []int
	Data  []float64
}

func (a array) leaf() leaf { return leaf{a.Name, a.Shape, a.Data} }

func readRecorded(t *testing.T) (r recorded) {
	t.Helper()
	text, err := os.ReadFile("testdata/torch.json")
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// torch are the operations as the recorded cases call them.
var torch = map[string]build{
	"batchNorm": withStatistics(func(x gorgonia.Nodes) (y, mean, variance *gorgonia.Node, err error) {
		return BatchNorm(x[0], x[1], x[2], 1e-3)
	}),
	"batchNorm gamma": withStatistics(func(x gorgonia.Nodes) (y, mean, variance *gorgonia.Node, err error) {
		return BatchNorm(x[0], x[1], nil, 1e-3)
	}),
	"batchNorm beta": withStatistics(func(x gorgonia.Nodes) (y, mean, variance *gorgonia.Node, err error) {
		return BatchNorm(x[0], nil, x[1], 1e-3)
	}),
	"batchNorm neither": withStatistics(func(x gorgonia.Nodes) (y, mean, variance *gorgonia.Node, err error) {
		return BatchNorm(x[0], nil, nil, 1e-3)
	}),
	"normalize": one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
		return Normalize(x[0], x[3], x[4], x[1], x[2], 1e-3)
	}),
	"layerNorm":                        one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return LayerNorm(x[0], x[1], x[2], 1e-3) }),
	"layerNorm neither":                one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return LayerNorm(x[0], nil, nil, 1e-3) }),
	"layerNorm one example":            one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return LayerNorm(x[0], x[1], x[2], 1e-3) }),
	"tied":                             one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Tied(x[0], x[1], x[2]) }),
	"concat":                           one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Concat(x...) }),
	"columns":                          one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Columns(x[0], 1, 4) }),
	"permute":                          one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Permute(x[0], 3, 1, 2) }),
	"penalty":                          one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Penalty(x[0], 0.01, 0.02) }),
	"sparse 0.0":                       smoothed(0),
	"sparse 0.1":                       smoothed(0.1),
	"sparse 1.0":                       smoothed(1),
	"soft 0.0":                         smoothed(0),
	"soft 0.1":                         smoothed(0.1),
	"soft 1.0":                         smoothed(1),
	"weights 0.0":                      smoothed(0),
	"weights 0.1":                      smoothed(0.1),
	"weights 1.0":                      smoothed(1),
	"log2":                             one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return Log2(x[0]) }),
	"inverseSqrt":                      one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return InverseSqrt(x[0]) }),
	"logSumExp":                        one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return LogSumExp(x[0]) }),
	"softmax 0":                        along(SoftmaxAxis, 0),
	"softmax 1":                        along(SoftmaxAxis, 1),
	"softmax 2":                        along(SoftmaxAxis, 2),
	"softmax 3":                        along(SoftmaxAxis, 3),
	"logSoftmax 0":                     along(LogSoftmaxAxis, 0),
	"logSoftmax 1":                     along(LogSoftmaxAxis, 1),
	"logSoftmax 2":                     along(LogSoftmaxAxis, 2),
	"logSoftmax 3":                     along(LogSoftmaxAxis, 3),
	"averagePool (2, 2) (2, 2) (0, 0)": pooled([2]int{2, 2}, [2]int{2, 2}, [2]int{}),
	"averagePool (3, 2) (2, 1) (1, 1)": pooled([2]int{3, 2}, [2]int{2, 1}, [2]int{1, 1}),
	"averagePool (3, 3) (1, 2) (1, 0)": pooled([2]int{3, 3}, [2]int{1, 2}, [2]int{1, 0}),
}

func withStatistics(f func(x gorgonia.Nodes) (y, mean, variance *gorgonia.Node, err error)) build {
	return one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
		y, _, _, err := f(x)
		return y, err
	})
}

func smoothed(smoothing float64) build {
	return func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
		if len(x) == 1 {
			return SmoothedCrossEntropy(x[0], labels(g, 2, 0, 4, 1, 1, 3), smoothing)
		}
		return SmoothedCrossEntropy(x[0], x[1], smoothing)
	}
}

func along(f rowOperation, axis int) build {
	return one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return f(x[0], axis) })
}

func pooled(kernel, stride, padding [2]int) build {
	return one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return AveragePool2D(x[0], kernel, stride, padding) })
}

// Every value and gradient is PyTorch's to the last digits but a few.
func TestTorch(t *testing.T) {
	seen := 0
	for _, c := range readRecorded(t).Cases {
		f, ok := torch[c.Name]
		if !ok {
			t.Errorf("%s: recorded, but not tested", c.Name)
			continue
		}
		seen++
		t.Run(c.Name, func(t *testing.T) {
			o := operation{by: len(c.Gradients)}
			for _, input := range c.Inputs {
				o.leaves = append(o.leaves, input.leaf())
			}
			var y *gorgonia.Node
			o.f = func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (_ *gorgonia.Node, err error) {
				if y, err = f(g, x); err != nil {
					return nil, err
				}
				return upwards(y, c.Up)
			}
			p := newTape[float64](t, o)
			p.run(t)
			p.outputs = append(p.outputs, y)
			near(t, "y", p.result(len(p.outputs)-1), c.Y)
			for i, want := range c.Gradients {
				near(t, "gradient by "+c.Inputs[i].Name, p.result(2+i), want)
			}
		})
	}
	if seen != len(torch) {
		t.Errorf("%d of %d operations are recorded", seen, len(torch))
	}
}

// upwards is the sum of y by the recorded weights.
func upwards(y *gorgonia.Node, up array) (*gorgonia.Node, error) {
	if y.IsScalar() {
		return Weighted([]*gorgonia.Node{y}, up.Data)
	}
	n := len(up.Data)
	flat, err := Reshape(y, 1, n)
	if err != nil {
		return nil, err
	}
	weights, _ := node[float64](y.Graph(), leaf{"up", tensor.Shape{1, n}, up.Data})
	return MeanLoss(flat, weights, inner)
}

func near(t *testing.T, what string, got []float64, want array) {
	t.Helper()
	if len(got) != len(want.Data) {
		t.Fatalf("%s has %d elements, want %d", what, len(got), len(want.Data))
	}
	for i, w := range want.Data {
		if !(math.Abs(got[i]-w) <= 1e-13*math.Max(1, math.Abs(w))) {
			t.Errorf("%s[%d] is %v, PyTorch has %v", what, i, got[i], w)
		}
	}
}

// PyTorch's running statistics become the batch's own with momentum 1.
func TestTorchStatistics(t *testing.T) {
	s := readRecorded(t).Statistics
	x := s["x"]
	x.Name = "x"
	for name := range s {
		if name == "x" {
			continue
		}
		p := newTape[float64](t, operation{leaves: []leaf{x.leaf()}, f: one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
			_, mean, variance, err := BatchNorm(x[0], nil, nil, 1e-3)
			return map[string]*gorgonia.Node{"mean": mean, "variance": variance}[name], err
		})})
		p.run(t)
		near(t, name, p.result(0), s[name])
	}
}

package graph

import (
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/op"
	"digits/graph/portable"
)

// exportOf is Export with drawn parameters. What onnxruntime makes of all operations,
// the tests of package models compare.
func exportOf(t *testing.T, net Layer, shape ...int) (*portable.Graph, error) {
	t.Helper()
	params, err := Init(net, shape, 1)
	if err != nil {
		t.Fatal(err)
	}
	return Export(net, params, portable.Value{Name: "x", Shape: shape}, "y")
}

// Operators are named by their layers, parameters have their names, and what does
// nothing in inference is not there.
func TestExportNames(t *testing.T) {
	g, err := exportOf(t, Sequential{Flatten{}, Dense{Name: "hidden", Units: 3, Activation: ReLU}, Dropout{Rate: 0.5}, Dense{Units: 2, Activation: Softmax}}, 2, 2)
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, o := range g.Operators {
		lines = append(lines, o.Name+" "+o.Layer+" "+o.Op+" "+strings.Join(o.Inputs, ",")+" -> "+strings.Join(o.Outputs, ","))
	}
	want := `flatten/Flatten flatten Flatten x -> flatten/Flatten
hidden/Gemm hidden Gemm flatten/Flatten,hidden/kernel,hidden/bias -> hidden/Gemm
hidden/Relu hidden Relu hidden/Gemm -> hidden/Relu
dense/Gemm dense Gemm hidden/Relu,dense/kernel,dense/bias -> dense/Gemm
dense/Softmax dense Softmax dense/Gemm -> y`
	if got := strings.Join(lines, "\n"); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if g.Input.Shape[0] != -1 || g.Output.Shape[0] != -1 || g.Output.Shape[1] != 2 || len(g.Constants) != 4 {
		t.Errorf("got the input %v, the output %v, %d constants", g.Input, g.Output, len(g.Constants))
	}
}

// What has no counterpart, or none for any number of examples, is refused with its layer.
func TestExportRefuses(t *testing.T) {
	type node = *gorgonia.Node
	own := &Function{Title: "mine", Value: func(x float64) float64 { return x }, Derivative: func(float64) float64 { return 1 }}
	for name, c := range map[string]struct {
		layer Layer
		want  string
	}{
		"own function": {own, "graph: activation: its operation mine is a function of one's own"},
		"own in dense": {Dense{Name: "first", Units: 2, Activation: own}, "graph: first: its operation mine is a function of one's own"},
		"by the batch": {Func(func(_ *Scope, x node) (node, error) {
			y, _, _, err := op.BatchNorm(x, nil, nil, 1e-3)
			return y, err
		}), "graph: func: its operation batchNorm normalises by what else is in the batch"},
		"by the number of examples": {Func(func(s *Scope, x node) (node, error) {
			return gorgonia.HadamardProd(x, s.Constant(1/float64(x.Shape()[0])))
		}), "graph: func: a constant of it, [], depends on how many examples there are"},
		"a mixed shape": {Func(func(_ *Scope, x node) (node, error) {
			n := x.Shape()[0]
			y := gorgonia.Must(gorgonia.Mul(x, gorgonia.Must(gorgonia.Transpose(x))))
			return gorgonia.Reshape(y, tensor.Shape{n, 1, n})
		}), "graph: func: makes a shape in which the number of examples decides 2 sizes"},
		"no row of an example": {Func(func(_ *Scope, x node) (node, error) { return gorgonia.Sum(x, 1) }), "graph: the output is (7), want (batch, …)"},
		"other operations": {Func(func(_ *Scope, x node) (node, error) {
			if x.Shape()[0] > 8 {
				return gorgonia.Square(x)
			}
			return op.ReLU(x)
		}), "graph: func: has other operations for other numbers of examples"},
		"another operation": {Func(func(_ *Scope, x node) (node, error) {
			return gorgonia.ByIndices(x, gorgonia.NewConstant(tensor.New(tensor.WithBacking([]int{0, 1}))), 1)
		}), "graph: func: gorgonia's operation"},
		"as many rows as examples": {Func(func(s *Scope, x node) (node, error) {
			w := gorgonia.NewMatrix(s.Graph(), tensor.Float32, gorgonia.WithShape(x.Shape()...), gorgonia.WithName("mine"), gorgonia.WithValue(tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(x.Shape()...))))
			return gorgonia.Add(x, w)
		}), "graph: func: a constant of it, [7 4], depends on how many examples there are"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := exportOf(t, Sequential{c.layer}, 4)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) || strings.Contains(err.Error(), "\n") {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

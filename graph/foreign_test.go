package graph

import (
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// image makes (batch, 1, 4, 4) of 16 numbers.
func image(x *gorgonia.Node) *gorgonia.Node {
	return gorgonia.Must(gorgonia.Reshape(x, tensor.Shape{x.Shape()[0], 1, 4, 4}))
}

// Operations of gorgonia's that are known to be wrong are refused, by their names and
// with what to take instead, when a network is made and when it is compiled.
func TestWrongOperationsAreRefused(t *testing.T) {
	var value gorgonia.Value
	for name, c := range map[string]struct {
		f       func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error)
		instead string
	}{
		"Log2":        {func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Log2(x) }, "op.Log2"},
		"InverseSqrt": {func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.InverseSqrt(x) }, "op.InverseSqrt"},
		"AveragePool2D": {func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.AveragePool2D(image(x), tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2})
		}, "op.AveragePool2D"},
		"SoftMax": {func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.SoftMax(x) }, "op.Softmax"},
		"LogSoftMax": {func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			y, err := gorgonia.SoftMax(x)
			if err != nil {
				return nil, err
			}
			return gorgonia.Log(y)
		}, "graph.LogSoftmax"},
		"BatchNorm": {func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			y, _, _, _, err := gorgonia.BatchNorm(image(x), nil, nil, 0.9, 1e-5)
			return y, err
		}, "graph.BatchNorm"},
		"Dropout": {func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Dropout(x, 0.5) }, "graph.Dropout"},
		"UniformRandomNode": {func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.Add(x, gorgonia.UniformRandomNode(s.Graph(), s.Dtype(), 0, 1, x.Shape()...))
		}, "graph.GaussianNoise"},
		"GaussianRandomNode": {func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.Add(x, gorgonia.GaussianRandomNode(s.Graph(), s.Dtype(), 0, 1, x.Shape()...))
		}, "graph.GaussianNoise"},
		"BinomialRandomNode": {func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.Add(x, gorgonia.BinomialRandomNode(s.Graph(), s.Dtype(), 1, 0.5, x.Shape()...))
		}, "graph.GaussianNoise"},
		"Read": {func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) { gorgonia.Read(x, &value); return x, nil }, "Scope.Tap"},
	} {
		t.Run(name, func(t *testing.T) {
			net := Sequential{Dense{Units: 16}, Func(c.f)}
			_, ofInit := Init(net, []int{5}, 1)
			params := mustInit(t, net[:1], 5)
			_, ofCompile := Compile(net, params, Options{Mode: Training, Batch: 3, Input: []int{5}, Loss: LossFunc(sumOfSquares)})
			for _, err := range []error{ofInit, ofCompile} {
				if err == nil || !strings.HasPrefix(err.Error(), "graph: func: gorgonia's ") || !strings.Contains(err.Error(), c.instead) || strings.Contains(err.Error(), "\n") {
					t.Errorf("got %v, want one line that refuses it and says %s", err, c.instead)
				}
			}
		})
	}
}

// sumOfSquares is a loss that takes no targets, of gorgonia's own operations.
func sumOfSquares(_ *Scope, output, _ *gorgonia.Node) (*gorgonia.Node, error) {
	y, err := gorgonia.Square(output)
	if err != nil {
		return nil, err
	}
	return gorgonia.Sum(y)
}

// A wrong operation in a loss is refused too.
func TestWrongOperationInALoss(t *testing.T) {
	net := Dense{Units: 3}
	loss := LossFunc(func(_ *Scope, output, _ *gorgonia.Node) (*gorgonia.Node, error) {
		y, err := gorgonia.SoftMax(output)
		if err != nil {
			return nil, err
		}
		return gorgonia.Mean(y)
	})
	_, err := Compile(net, mustInit(t, net, 5), Options{Mode: Training, Batch: 2, Input: []int{5}, Loss: loss})
	if err == nil || !strings.HasPrefix(err.Error(), "graph: the loss: gorgonia's ") {
		t.Errorf("got %v, want a line that refuses it", err)
	}
}

// A loss or a layer that is made of gradients is refused in one line: gorgonia's
// second derivatives are wrong.
func TestGradientInALoss(t *testing.T) {
	net := Dense{Units: 3}
	slope := func(s *Scope, y *gorgonia.Node) (*gorgonia.Node, error) {
		y, err := sumOfSquares(s, y, nil)
		if err != nil {
			return nil, err
		}
		g, err := gorgonia.Grad(y, s.nodes["dense/kernel"])
		if err != nil {
			return nil, err
		}
		return sumOfSquares(s, g[0], nil)
	}
	layer := Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		penalty, err := slope(s, x)
		if err != nil {
			return nil, err
		}
		return x, s.AddLoss(penalty)
	})
	loss := LossFunc(func(s *Scope, output, _ *gorgonia.Node) (*gorgonia.Node, error) { return slope(s, output) })
	for name, c := range map[string]struct {
		net  Layer
		loss Loss
	}{"loss": {net, loss}, "layer": {Sequential{net, layer}, MeanSquaredError}} {
		_, err := Compile(c.net, mustInit(t, net, 5), Options{Mode: Training, Batch: 2, Input: []int{5}, Loss: c.loss})
		if err == nil || !strings.Contains(err.Error(), "graph.HessianVector") || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %v, want one line that names graph.HessianVector", name, err)
		}
	}
}

package models

import (
	"math"
	"slices"

	"digits/graph"
	"digits/models/onnx"
	"digits/models/weights"
)

// withConstant reads arithmetic of a node's input at one place and a constant at the
// other.
func (n *onnxNetwork) withConstant(o *onnx.Operator, at int, c weights.Array) error {
	v, err := n.value(o, at)
	if err != nil {
		return err
	}
	if len(c.Values) == 1 && len(c.Shape) <= len(v.shape)+1 {
		return n.withNumber(o, v, at, float64(c.Values[0]))
	}
	if ranks, err := n.byRank(o, v, c.Values); ranks && at == 0 {
		return err
	}
	if n.room -= product64(v.shape); n.room < 0 {
		return refuse(o, "the network has more constants than the file has room for: export it with fewer")
	}
	all, ok := broadcast(c, v.shape)
	if !ok {
		return refuse(o, "has a constant of %v for examples of %v: export the network without broadcasting", c.Shape, v.shape)
	}
	if v.whole || o.Op == "Div" && at == 1 {
		return refuse(o, "divides a constant by what is made of the input, or computes with whole numbers: there is no layer for that here")
	}
	scale, offset := slices.Repeat([]float32{1}, len(all.Values)), make([]float32, len(all.Values))
	for i, x := range all.Values {
		switch o.Op {
		case "Add":
			offset[i] = x
		case "Sub":
			offset[i] = -x
			if at == 1 {
				offset[i], scale[i] = x, -1
			}
		case "Mul":
			scale[i] = x
		case "Div":
			scale[i] = float32(1 / float64(x))
		}
	}
	return n.affine(o, v, scale, offset)
}

func product64(shape []int) int {
	size := 1
	for _, d := range shape {
		size *= d
	}
	return size
}

// withNumber is a formula.
func (n *onnxNetwork) withNumber(o *onnx.Operator, v *onnxValue, at int, c float64) error {
	if math.IsNaN(c) || math.IsInf(c, 0) || c == 0 && o.Op == "Div" && at == 0 {
		return refuse(o, "its constant is %v, want a number", c)
	}
	switch o.Op {
	case "Add":
		return n.function(o, v, linear(v.f, 1, c))
	case "Sub":
		if at == 1 {
			return n.function(o, v, linear(v.f, -1, c))
		}
		return n.function(o, v, linear(v.f, 1, -c))
	case "Mul":
		return n.function(o, v, linear(v.f, c, 0))
	}
	if at == 1 {
		return n.function(o, v, linear(function("reciprocal", 0, 0, v.f), c, 0))
	}
	return n.function(o, v, linear(v.f, 1/c, 0))
}

// fixedEpsilon is that of a normalisation that only scales: too small to change 1.
const fixedEpsilon = 1e-12

// affine scales and moves each number of an example by constants: for a row of numbers
// a frozen batch norm of mean 0 and variance 1, else a Normalization.
func (n *onnxNetwork) affine(o *onnx.Operator, v *onnxValue, scale, offset []float32) error {
	if len(v.shape) == 1 {
		return n.output(o, "scale", v.shape, func(name string) (graph.Layer, []weights.Array, error) {
			units := []int{len(scale)}
			return graph.BatchNorm{Name: name, Epsilon: fixedEpsilon, Frozen: true}, []weights.Array{
				{Name: name + "/gamma", Shape: units, Values: scale},
				{Name: name + "/beta", Shape: units, Values: offset},
				{Name: name + "/moving_mean", Shape: units, Values: make([]float32, len(scale))},
				{Name: name + "/moving_variance", Shape: units, Values: slices.Repeat([]float32{1}, len(scale))},
			}, nil
		}, v)
	}
	mean, variance := make([]float64, len(scale)), make([]float64, len(scale))
	for i, s := range scale {
		if !(s > 1e-6 && s < 1e6) {
			return refuse(o, "multiplies by %v among other constants, want numbers above 0: export the network with a Flatten before", s)
		}
		mean[i], variance[i] = -float64(offset[i])/float64(s), 1/(float64(s)*float64(s))
	}
	return n.layer(o, "normalization", v.shape, func(name string) graph.Layer {
		return graph.Normalization{Name: name, Mean: mean, Variance: variance}
	}, v)
}

// batchNorm reads BatchNormalization in inference, over (batch, units).
func (n *onnxNetwork) batchNorm(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	switch {
	case len(v.shape) != 1 && len(v.shape) != 3 || v.rows:
		return refuse(o, "normalises examples of %v, want (batch, units) or images: export the network with a Flatten before", v.shape)
	case o.Int("training_mode", 0) != 0 || len(o.Inputs) != 5:
		return refuse(o, "is for training: export the network in inference mode, model.eval() in PyTorch")
	case v.whole:
		return refuse(o, "computes with whole numbers: cast the input to float32 before it")
	}
	layer := graph.BatchNorm{Epsilon: decimal(o.Float("epsilon", 1e-5)), Momentum: decimal(o.Float("momentum", 0.9)), Unbiased: true}
	if len(v.shape) == 3 {
		v = n.last(o, v)
	}
	return n.normalization(o, v, []string{"gamma", "beta", "moving_mean", "moving_variance"}, layer.Epsilon, func(name string) graph.Layer {
		layer.Name = name
		return layer
	})
}

// layerNorm reads LayerNormalization over the last axis of (batch, units).
func (n *onnxNetwork) layerNorm(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	if axis := o.Int("axis", -1); len(v.shape) != 1 || axis != -1 && axis != 1 || v.whole {
		return refuse(o, "normalises (batch, %v) from axis %d on, want the last of (batch, units) of float32: export the network with a Flatten before", v.shape, axis)
	}
	layer := graph.LayerNorm{Epsilon: decimal(o.Float("epsilon", 1e-5)), NoCenter: !has(o, 2)}
	params := []string{"gamma", "beta"}
	if layer.NoCenter {
		params = params[:1]
	}
	return n.normalization(o, v, params, layer.Epsilon, func(name string) graph.Layer {
		layer.Name = name
		return layer
	})
}

// normalization notes a layer whose parameters are the node's inputs behind the first.
func (n *onnxNetwork) normalization(o *onnx.Operator, v *onnxValue, params []string, epsilon float64, named func(name string) graph.Layer) error {
	if !(epsilon > 0) || math.IsInf(epsilon, 0) {
		return refuse(o, "its epsilon is %v, want a small number above 0", epsilon)
	}
	var arrays []weights.Array
	features := v.shape[len(v.shape)-1:]
	for i := range params {
		a, ok := n.constant(o, i+1)
		if ok {
			a, ok = broadcast(a, features)
		}
		if !ok {
			return refuse(o, "its input %d is no constant of %v numbers: export the network for inference", i+1, features)
		}
		arrays = append(arrays, a)
	}
	if n.room -= len(arrays) * features[0]; n.room < 0 {
		return refuse(o, "the network has more constants than the file has room for: export it with fewer")
	}
	note := n.output
	if len(v.shape) == 3 { // of images, whose channels are last here
		note = n.imageOutput
	}
	return note(o, layerTitle(o.Inputs[1], o.Name, "normalization"), v.shape, func(name string) (graph.Layer, []weights.Array, error) {
		for i := range arrays {
			arrays[i].Name = name + "/" + params[i]
		}
		return named(name), arrays, nil
	}, v)
}

// prelu reads x, below 0 slope·x.
func (n *onnxNetwork) prelu(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	slope, ok := n.constant(o, 1)
	if !ok || v.whole {
		return refuse(o, "its slope is no constant, or its input whole numbers: export the network for inference, in float32")
	}
	shape, shared := v.shape, len(slope.Values) == 1
	if shared {
		shape = []int{1}
	}
	if n.room -= product64(shape); n.room < 0 {
		return refuse(o, "the network has more constants than the file has room for: export it with fewer")
	}
	slope, ok = broadcast(weights.Array{Shape: slope.Shape, Values: slope.Values}, shape)
	if !ok {
		return refuse(o, "its slope is of another shape than examples of %v: there is no layer for that here; run the network in onnxruntime", v.shape)
	}
	slope.Shape = []int{len(slope.Values)}
	return n.output(o, layerTitle(o.Inputs[1], o.Name, "p_re_lu"), v.shape, func(name string) (graph.Layer, []weights.Array, error) {
		slope.Name = name + "/alpha"
		return graph.PReLU{Layer: name, Shared: shared}, []weights.Array{slope}, nil
	}, v)
}

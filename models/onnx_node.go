package models

import (
	"math"
	"slices"

	"digits/graph"
	"digits/models/onnx"
)

// onnxOperators are the operators that are read, by what they make of what the input
// is made to; constants and sizes are folded before.
var onnxOperators = map[string]func(*onnxNetwork, *onnx.Operator) error{
	"Identity": (*onnxNetwork).same, "Cast": (*onnxNetwork).cast, "Dropout": (*onnxNetwork).dropout,
	"Gemm": (*onnxNetwork).gemm, "MatMul": (*onnxNetwork).matMul,
	"BatchNormalization": (*onnxNetwork).batchNorm, "LayerNormalization": (*onnxNetwork).layerNorm, "PRelu": (*onnxNetwork).prelu,
	"Flatten": (*onnxNetwork).flatten, "Reshape": (*onnxNetwork).reshape, "Squeeze": (*onnxNetwork).squeeze, "Unsqueeze": (*onnxNetwork).squeeze,
	"Transpose": (*onnxNetwork).transpose, "Concat": (*onnxNetwork).concat,
	"Add": (*onnxNetwork).binary, "Sub": (*onnxNetwork).binary, "Mul": (*onnxNetwork).binary, "Div": (*onnxNetwork).binary, "Sum": (*onnxNetwork).sum,
	"Max": (*onnxNetwork).bounded, "Min": (*onnxNetwork).bounded, "Clip": (*onnxNetwork).bounded, "Pow": (*onnxNetwork).power,
	"Split": (*onnxNetwork).split, "TopK": (*onnxNetwork).sorted, "CumSum": (*onnxNetwork).alongRows, "ReduceMax": (*onnxNetwork).alongRows,
	"LessOrEqual": (*onnxNetwork).compared, "Greater": (*onnxNetwork).compared, "Less": (*onnxNetwork).compared,
	"Or": (*onnxNetwork).either, "Where": (*onnxNetwork).where,
	"Conv": (*onnxNetwork).conv, "MaxPool": (*onnxNetwork).pool, "AveragePool": (*onnxNetwork).pool,
	"GlobalAveragePool": (*onnxNetwork).globalPool, "ReduceMean": (*onnxNetwork).globalPool,
	"Softmax": (*onnxNetwork).softmax, "LogSoftmax": (*onnxNetwork).softmax,
}

// onnxFunctions are the operators that are a formula of one number. Where an attribute
// is left out, they have ONNX's number for it.
var onnxFunctions = map[string]struct {
	op   string
	a, b string // attributes
	ifA  float32
	ifB  float32
}{
	"Relu": {op: "relu"}, "Sigmoid": {op: "sigmoid"}, "Tanh": {op: "tanh"}, "Softplus": {op: "softplus"}, "Softsign": {op: "softsign"},
	"Exp": {op: "exp"}, "Mish": {op: "mish"}, "HardSwish": {op: "hardswish"}, "Erf": {op: "erf"}, "Abs": {op: "abs"}, "Log": {op: "log"},
	"Neg": {op: "negative"}, "Reciprocal": {op: "reciprocal"}, "Sqrt": {op: "sqrt"}, "Sign": {op: "sign"},
	"Elu": {op: "elu", a: "alpha", ifA: 1}, "Celu": {op: "celu", a: "alpha", ifA: 1}, "LeakyRelu": {op: "leaky", a: "alpha", ifA: 0.01},
	"ThresholdedRelu": {op: "thresholded", a: "alpha", ifA: 1}, "HardSigmoid": {op: "hardsigmoid", a: "alpha", b: "beta", ifA: 0.2, ifB: 0.5},
	"Selu":   {op: "selu", a: "alpha", b: "gamma", ifA: 1.67326319217681884765625, ifB: 1.05070102214813232421875},
	"Shrink": {op: "shrink", a: "lambd", b: "bias", ifA: 0.5},
}

// node reads one node.
func (n *onnxNetwork) node(o *onnx.Operator) error {
	if len(o.Outputs) == 0 || len(o.Outputs) > 1 && !slices.Contains([]string{"Dropout", "BatchNormalization", "LayerNormalization", "Split", "TopK"}, o.Op) {
		return refuse(o, "has %d outputs, want one", len(o.Outputs))
	}
	switch {
	case o.Domain != "":
		return refuse(o, "is an operator of %.60q, not of ONNX's own: export the network with plain operators", o.Domain)
	case n.fold(o), n.foldSizes(o):
		return nil
	}
	for _, name := range o.Outputs[1:] {
		if n.readers[name] > 0 && o.Op != "Split" {
			return refuse(o, "its second output, %.100q, is used: export the network for inference", name)
		}
	}
	if f, ok := onnxFunctions[o.Op]; ok {
		v, err := n.value(o, 0)
		if err != nil {
			return err
		}
		a, b := 0.0, 0.0
		if f.a != "" {
			a = decimal(o.Float(f.a, f.ifA))
		}
		if f.b != "" {
			b = decimal(o.Float(f.b, f.ifB))
		}
		g := function(f.op, a, b, v.f)
		if f.op == "negative" {
			g = linear(v.f, -1, 0)
		}
		return n.function(o, v, g)
	}
	switch o.Op {
	case "Gelu":
		v, err := n.value(o, 0)
		if err != nil {
			return err
		}
		op := "gelu"
		if o.Text("approximate", "none") == "tanh" {
			op = "gelutanh"
		}
		return n.function(o, v, function(op, 0, 0, v.f))
	case "Swish":
		v, err := n.value(o, 0)
		if err != nil {
			return err
		}
		if o.Float("alpha", 1) != 1 {
			return refuse(o, "alpha is %v, want 1: export the network with SiLU", o.Float("alpha", 1))
		}
		return n.function(o, v, function("swish", 0, 0, v.f))
	}
	if read, ok := onnxOperators[o.Op]; ok {
		return read(n, o)
	}
	return refuse(o, "there is no layer for this operator here: read are networks of dense layers, convolutions, pools, normalisations and activations; run others in onnxruntime")
}

func (n *onnxNetwork) same(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	return n.alias(o, v)
}

func (n *onnxNetwork) cast(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	switch to := onnx.Type(o.Int("to", 0)); {
	case to == onnx.Float32 || to == 11:
		if !v.whole {
			return n.alias(o, v)
		}
		y := *v
		y.whole = false
		return n.alias(o, &y)
	case to == 9 && v.f.compares():
		return n.alias(o, v)
	default:
		return refuse(o, "casts to %s, which rounds: export the network in float32", to)
	}
}

func (n *onnxNetwork) dropout(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	if training, err := n.number(o, 2, 0); err != nil || training != 0 {
		return refuse(o, "drops values at prediction: export the network in inference mode, model.eval() in PyTorch")
	}
	rate, err := n.number(o, 1, decimal(o.Float("ratio", 0.5)))
	if err != nil {
		return err
	}
	if !(rate >= 0 && rate < 1) {
		return refuse(o, "its ratio is %v, want 0 to 1", rate)
	}
	return n.layer(o, "dropout", v.shape, func(name string) graph.Layer { return graph.Dropout{Name: name, Rate: rate} }, v)
}

// bounded reads Clip, Max and Min with numbers.
func (n *onnxNetwork) bounded(o *onnx.Operator) error {
	lo, hi := math.Inf(-1), math.Inf(1)
	at := 0
	switch o.Op {
	case "Clip": // attributes before set 11
		var err error
		if lo, err = n.number(o, 1, float64(o.Float("min", float32(lo)))); err != nil {
			return err
		}
		if hi, err = n.number(o, 2, float64(o.Float("max", float32(hi)))); err != nil {
			return err
		}
	default:
		if len(o.Inputs) != 2 {
			return refuse(o, "has %d inputs, want 2: a number and what is made of the input", len(o.Inputs))
		}
		if _, ok := n.constant(o, 0); ok {
			at = 1
		}
		c, err := n.number(o, 1-at, 0)
		if err != nil {
			return err
		}
		if o.Op == "Max" {
			lo = c
		} else {
			hi = c
		}
	}
	v, err := n.value(o, at)
	if err != nil {
		return err
	}
	if !(lo <= hi) || math.IsInf(lo, 1) || math.IsInf(hi, -1) {
		return refuse(o, "clips from %v to %v, want a range", lo, hi)
	}
	return n.function(o, v, clip(v.f, lo, hi))
}

func (n *onnxNetwork) power(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	p, err := n.number(o, 1, 1)
	if err != nil {
		return err
	}
	return n.function(o, v, function("power", p, 0, v.f))
}

func (n *onnxNetwork) softmax(o *onnx.Operator) error {
	v, err := n.value(o, 0)
	if err != nil {
		return err
	}
	otherwise := -1
	if n.model.Opset < 13 {
		otherwise = 1
	}
	axis := o.Int("axis", otherwise)
	last := len(v.shape)
	if last != 1 && o.Op == "LogSoftmax" || axis != -1 && (axis != last || v.rows) && (axis != 1 || !v.rows) || n.model.Opset < 13 && last != 1 {
		return refuse(o, "is over axis %d of (batch, %v), want the last of (batch, units): export the network with a Flatten before", axis, v.shape)
	}
	op := "softmax"
	if o.Op == "LogSoftmax" {
		op = "logsoftmax"
	}
	return n.function(o, v, function(op, 0, 0, v.f))
}

package onnx

import (
	"fmt"
	"maps"
	"slices"
)

// lowestOpset is what a model without newer operators asks for: old enough for
// any runtime since 2022.
const lowestOpset = 17

// since is the operator set that an operator needs, where its form there is
// the one that later sets have too, as it is written here; 0 is any from the lowest.
// Source: https://onnx.ai/onnx/operators.
var since = map[string]int{
	"Abs": 0, "Add": 0, "AveragePool": 0, "BatchNormalization": 0, "Cast": 0, "Ceil": 0, "Celu": 0, "Clip": 0,
	"Concat": 0, "Conv": 0, "Cos": 0, "CumSum": 0, "Div": 0, "Elu": 0, "Equal": 0, "Erf": 0, "Exp": 0,
	"Flatten": 0, "Floor": 0, "Gather": 0, "Gelu": 20, "Gemm": 0, "GlobalAveragePool": 0, "GreaterOrEqual": 0, "Greater": 0,
	"HardSigmoid": 0, "HardSwish": 0, "Identity": 0, "LayerNormalization": 0, "LeakyRelu": 0, "Less": 0,
	"LessOrEqual": 0, "Log": 0, "LogSoftmax": 0, "MatMul": 0, "Max": 0, "MaxPool": 0, "Min": 0, "Mish": 18, "Mul": 0,
	"Neg": 0, "Not": 0, "PRelu": 0, "Pow": 0, "Reciprocal": 0, "ReduceLogSumExp": 18, "ReduceMax": 18, "ReduceSum": 0,
	"Relu": 0, "Reshape": 0, "Selu": 0, "Shape": 0, "Shrink": 0, "Sigmoid": 0, "Sign": 0, "Sin": 0, "Slice": 0,
	"Softmax": 0, "Softplus": 0, "Softsign": 0, "Split": 0, "Sqrt": 0, "Squeeze": 0, "Sub": 0, "Swish": 24,
	"Tanh": 0, "ThresholdedRelu": 0, "Tile": 0, "TopK": 0, "Transpose": 0, "Where": 0,
}

// irVersions are the versions of the file format that came with operator sets.
// Source: the table of https://onnx.ai/onnx/repo-docs/Versioning.html.
var irVersions = map[int]int{17: 8, 18: 8, 20: 9, 24: 12}

// versions returns the operator set that the nodes need, and the version of
// the format that came with it.
func versions(nodes []Operator) (opset, ir int, err error) {
	opset = lowestOpset
	for _, n := range nodes {
		needed, ok := since[n.Op]
		if !ok {
			return 0, 0, fmt.Errorf("onnx: got the operator %q, want one of %v", n.Op, slices.Sorted(maps.Keys(since)))
		}
		opset = max(opset, needed)
	}
	return opset, irVersions[opset], nil
}

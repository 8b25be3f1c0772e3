package onnx_test

import (
	"bytes"
	"fmt"

	"digits/models/onnx"
	"digits/models/weights"
)

// A network of one layer: max(0, x·w + b), x of two values.
func Example() {
	m := &onnx.Model{
		Inputs: []onnx.Tensor{{Name: "x", Type: onnx.Float32, Shape: []int{-1, 2}}},
		Nodes: []onnx.Operator{
			{Op: "Gemm", Inputs: []string{"x", "w", "b"}, Outputs: []string{"sum"}},
			{Op: "Relu", Inputs: []string{"sum"}, Outputs: []string{"y"}},
		},
		Constants: map[string]weights.Array{
			"w": {Name: "w", Shape: []int{2, 1}, Values: []float32{1, 2}},
			"b": {Name: "b", Shape: []int{1}, Values: []float32{3}},
		},
		Outputs: []onnx.Tensor{{Name: "y", Type: onnx.Float32, Shape: []int{-1, 1}}},
	}
	var file bytes.Buffer
	if err := onnx.Write(&file, m); err != nil {
		fmt.Println(err)
		return
	}
	read, err := onnx.Read(file.Bytes())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(read.Opset, read.Nodes[0].Op, read.Constants["w"].Values)
	// Output: 17 Gemm [1 2]
}

package onnx_test

import (
	"bytes"
	"fmt"

	"digits/models/onnx"
	"digits/models/weights"
)

// A network of one layer: max(0, x·w + b), x of two values.
func Example() {
	g := onnx.Graph{
		Input: onnx.Value{Name: "x", Shape: []int{2}},
		Nodes: []onnx.Node{
			{Op: "Gemm", Constants: []weights.Array{
				{Name: "w", Shape: []int{2, 1}, Values: []float32{1, 2}},
				{Name: "b", Shape: []int{1}, Values: []float32{3}},
			}},
			{Op: "Relu"},
		},
		Output: onnx.Value{Name: "y", Shape: []int{1}},
	}
	var file bytes.Buffer
	if err := onnx.Write(&file, g); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(file.Len() > 0)
	// Output: true
}

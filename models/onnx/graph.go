// Package onnx writes networks as ONNX models (https://onnx.ai), which other
// programs run, and reads what they write into plain structs.
//
// An ONNX file is one protocol buffer. The eleven messages that a network
// needs have a handful of fields each; they are written and read here by
// number, which is shorter than what is generated from the format's
// definition, bounded, and gives the same bytes each time.
package onnx

import "digits/models/weights"

// Type is an element type of an input or output, by the number that ONNX's
// TensorProto.DataType has for it.
type Type int

// The types that images and what is said of them have.
const (
	Float32 Type = 1
	Uint8   Type = 2
)

// Graph is a network: nodes between one input and one output.
type Graph struct {
	Name   string // "" is "digits"
	Input  Value
	Nodes  []Node // each after those whose outputs it reads
	Output Value  // what the last node computes
}

// Value is a named tensor: the batch, of any size, comes first and is not part
// of Shape.
type Value struct {
	Name  string
	Type  Type // the zero value is Float32
	Shape []int
}

// Node is one operator of ONNX's default domain, such as Gemm or Relu:
// https://onnx.ai/onnx/operators lists them with their inputs and attributes.
type Node struct {
	Op        string
	Inputs    []string        // outputs of other nodes; none means that of the node before
	Constants []weights.Array // the inputs after those, such as Gemm's B and C
	Output    string          // a name for it, if a later node but the next reads it

	// The attributes by ONNX's names; those left out have ONNX's defaults.
	Ints    map[string]int
	Floats  map[string]float32
	Strings map[string]string
}

// Scale returns the nodes that make x·factor + offset, as float32, of bytes:
// ONNX's arithmetic has no broadcast between types.
func Scale(factor, offset float32) []Node {
	return []Node{
		{Op: "Cast", Ints: map[string]int{"to": int(Float32)}},
		{Op: "Mul", Constants: []weights.Array{scalar("scale/factor", factor)}},
		{Op: "Add", Constants: []weights.Array{scalar("scale/offset", offset)}},
	}
}

func scalar(name string, v float32) weights.Array {
	return weights.Array{Name: name, Values: []float32{v}}
}

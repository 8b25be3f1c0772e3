// Package onnx reads and writes networks as ONNX models (https://onnx.ai), which
// other programs run and write, as plain structs.
//
// An ONNX file is one protocol buffer. The messages that a network needs have a
// handful of fields each; they are read and written here by number
// (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto), which is shorter than what
// is generated from the format's definition, bounded, and gives the same bytes each
// time.
package onnx

import "digits/models/weights"

// Type is an element type, by the number that ONNX's TensorProto.DataType has for it.
type Type int

// The types that networks have at their ends, and those of sizes.
const (
	Float32 Type = 1
	Uint8   Type = 2
	Int64   Type = 7
)

// Model is what an ONNX file holds: the nodes of a graph, and the constants that they
// read. It has the parts of the format that networks use.
type Model struct {
	Opset    int               // the version of the default operators
	Domains  map[string]int    // the versions of other sets of operators
	Producer string            // the program that wrote it, such as "pytorch 2.15.0"
	Metadata map[string]string // what a person or a program has noted
	Sealed   bool              // the file has a checksum, among its metadata, and it is right

	Name    string     // of the graph
	Inputs  []Tensor   // without those that have constants as values
	Outputs []Tensor   // in the order of the file
	Nodes   []Operator // each after those whose outputs it reads; Constant nodes are among Constants
	// Constants are the graph's initializers, and what Constant nodes make, by
	// name. Integers are numbers with their type.
	Constants map[string]weights.Array
	// Functions are the names of operators that the file itself defines, of
	// which the definitions are not read.
	Functions []string
}

// Tensor is a named input or output.
type Tensor struct {
	Name string
	Type Type
	// Shape has the batch too; -1 stands for a size that is left open, or has a
	// name. It is nil where the file says none.
	Shape []int
}

// Operator is one node.
type Operator struct {
	Name    string // its own, often empty
	Op      string // such as Gemm
	Domain  string // empty for ONNX's own operators
	Inputs  []string
	Outputs []string // an input or output left out is ""

	Attributes map[string]Attribute
}

// Attribute is a setting of a node: the field that Kind says has the value.
type Attribute struct {
	Kind   AttributeKind
	Float  float32
	Int    int
	Text   string
	Floats []float32
	Ints   []int
	Texts  []string
	Tensor *weights.Array
}

// AttributeKind says what an attribute is, by ONNX's number for it.
type AttributeKind int

// The kinds of attributes that have a value here. Others, such as a graph
// within a node, are there without one.
const (
	FloatAttribute  AttributeKind = 1
	IntAttribute    AttributeKind = 2
	TextAttribute   AttributeKind = 3
	TensorAttribute AttributeKind = 4
	GraphAttribute  AttributeKind = 5
	FloatsAttribute AttributeKind = 6
	IntsAttribute   AttributeKind = 7
	TextsAttribute  AttributeKind = 8
)

// Int returns an attribute that is a whole number, or what it is if the node
// does not say.
func (o Operator) Int(name string, otherwise int) int {
	if a, ok := o.Attributes[name]; ok && a.Kind == IntAttribute {
		return a.Int
	}
	return otherwise
}

// Float is Int for a number.
func (o Operator) Float(name string, otherwise float32) float32 {
	if a, ok := o.Attributes[name]; ok && a.Kind == FloatAttribute {
		return a.Float
	}
	return otherwise
}

// Text is Int for a text.
func (o Operator) Text(name, otherwise string) string {
	if a, ok := o.Attributes[name]; ok && a.Kind == TextAttribute {
		return a.Text
	}
	return otherwise
}

// Ints is Int for a list of whole numbers.
func (o Operator) Ints(name string, otherwise []int) []int {
	if a, ok := o.Attributes[name]; ok && a.Kind == IntsAttribute {
		return a.Ints
	}
	return otherwise
}

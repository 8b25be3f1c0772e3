package models

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"digits/data"
	"digits/graph"
	"digits/models/onnx"
	"digits/models/weights"
)

func readONNX(content []byte) (*Contents, error) {
	file, err := onnx.Read(content)
	if err != nil {
		return nil, err
	}
	c := &Contents{Format: fmt.Sprintf("ONNX, operators of set %d", file.Opset), Metadata: file.Metadata, Sealed: file.Sealed, onnx: file}
	if file.Producer != "" {
		c.Format += fmt.Sprintf(", by %.100s", file.Producer)
	}
	for _, name := range slices.Sorted(maps.Keys(file.Constants)) {
		c.Arrays = append(c.Arrays, file.Constants[name])
	}
	return c, nil
}

// Nodes lists the operators of an ONNX file in their order, a line each, as in
// "Gemm x, fc1.weight, fc1.bias -> y"; nil of other formats.
func (c *Contents) Nodes() []string {
	if c.onnx == nil {
		return nil
	}
	var lines []string
	for _, o := range c.onnx.Nodes {
		lines = append(lines, fmt.Sprintf("%.100s %.300s -> %.200s", o.Op, strings.Join(o.Inputs, ", "), strings.Join(o.Outputs, ", ")))
	}
	return lines
}

// onnxModel makes the model that a graph of operators is.
func (c *Contents) onnxModel(o LoadOptions) (*Model, error) {
	n := newONNXNetwork(c.onnx)
	if err := n.read(); err != nil {
		return nil, err
	}
	m := &Model{Input: n.input.shape}
	m.Layers = graph.Sequential{n.wiring}
	if chain, ok := n.wiring.Chain(); ok {
		m.Layers = chain
	}
	recipe, err := o.described(m.Layers)
	if err != nil {
		return nil, err
	}
	if recipe != nil {
		m.Recipe = recipe.Name
	}
	if c.Metadata[metaFormat] == formatName {
		err = m.takeONNXFacts(c.Metadata, o)
	} else {
		m.assumeONNXFacts(recipe, n.takesBytes(), o)
	}
	if err != nil {
		return nil, err
	}
	m.Assumed = append(m.Assumed, n.notes...)
	if err := m.restore(n.arrays); err != nil {
		return nil, err
	}
	if m.Recipe == "" {
		m.Recipe = m.widths()
	}
	return m, nil
}

// takeONNXFacts takes what a file of this program's says besides the layers; the input
// is that of the graph.
func (m *Model) takeONNXFacts(meta map[string]string, o LoadOptions) error {
	input := m.Input
	m.Recipe = meta[metaRecipe]
	if err := m.takeFacts(meta, o); err != nil {
		return err
	}
	if m.Input = input; o.Scale != nil {
		m.takeScale(*o.Scale)
	}
	return nil
}

// assumeONNXFacts does so of other files: raw says why bytes go in as they are, "" if
// nothing tells.
func (m *Model) assumeONNXFacts(recipe *Recipe, raw string, o LoadOptions) {
	m.Loss, m.lossOpen = graph.SparseCategoricalCrossentropy{}, true
	scale := data.Unit
	if recipe != nil {
		m.Loss, m.lossOpen, scale = recipe.Loss, false, recipe.Scale
	}
	if raw != "" && o.Scale == nil {
		m.Scale = data.Raw
		m.Assumed = append(m.Assumed, "scale raw: "+raw)
		return
	}
	m.scale(o, scale)
}

// onnxNetwork is what a graph of operators says of a network.
type onnxNetwork struct {
	model     *onnx.Model
	nodes     []onnx.Operator
	values    map[string]*onnxValue    // what nodes make of the input
	constants map[string]weights.Array // those of the file, and what nodes make of them
	sizes     map[string][]int         // what nodes make of shapes; -1 is the batch
	readers   map[string]int           // how many nodes read a value
	batch     int                      // the batch's size, -1 where it is open
	input     *onnxValue

	wiring  graph.Wiring
	arrays  []weights.Array
	names   map[string]bool
	kernels map[string]onnxKernel // of Dense layers, by the constants' names
	room    int                   // numbers that may yet be copied
	looks   int                   // at parts of formulas, so far
	notes   []string
}

func newONNXNetwork(file *onnx.Model) *onnxNetwork {
	n := &onnxNetwork{
		model: file, nodes: slices.Clone(file.Nodes), values: map[string]*onnxValue{}, constants: maps.Clone(file.Constants), sizes: map[string][]int{},
		readers: map[string]int{}, names: map[string]bool{}, kernels: map[string]onnxKernel{}, room: 1 << 16,
	}
	for _, a := range file.Constants {
		n.room += 4 * len(a.Values)
	}
	for _, o := range file.Nodes {
		for _, name := range o.Inputs {
			n.readers[name]++
		}
	}
	for _, t := range file.Outputs {
		n.readers[t.Name]++
	}
	return n
}

// maxExample bounds the numbers that an example may be at any place of the network.
const maxExample = 1 << 22

// read makes the layers and their arrays.
func (n *onnxNetwork) read() error {
	if err := n.takeInput(); err != nil {
		return err
	}
	if got := len(n.model.Outputs); got != 1 {
		var names []string
		for _, t := range n.model.Outputs {
			names = append(names, t.Name)
		}
		return fmt.Errorf("the network has %d outputs, %.200s, want one: export the network with the one that is wanted", got, strings.Join(names, ", "))
	}
	for i := range n.nodes {
		if err := n.node(&n.nodes[i]); err != nil {
			return err
		}
	}
	name := n.model.Outputs[0].Name
	v, ok := n.values[name]
	if !ok {
		return fmt.Errorf("the output %.100q does not depend on the input: export a network that predicts", name)
	}
	if len(v.shape) != 1 {
		return fmt.Errorf("the output %.100q is %v for an example, want one row of numbers: export the network with a Flatten behind", name, v.shape)
	}
	if _, err := n.wire(v); err != nil {
		return err
	}
	if len(n.wiring) == 0 {
		return fmt.Errorf("the network has no layers: its output is its input")
	}
	n.join()
	if len(n.wiring) > maxLayers {
		return fmt.Errorf("got %d layers, want at most %d", len(n.wiring), maxLayers)
	}
	return nil
}

// refuse says which node cannot be read, and why.
func refuse(o *onnx.Operator, format string, arguments ...any) error {
	op := o.Op
	if o.Domain != "" {
		op = o.Domain + "." + op
	}
	name := o.Name
	if name == "" && len(o.Outputs) > 0 {
		name = o.Outputs[0]
	}
	return fmt.Errorf("node %.100q, %.60s: %s", name, op, fmt.Sprintf(format, arguments...))
}

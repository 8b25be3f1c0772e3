package models

import (
	"fmt"
	"slices"
	"strings"

	"digits/graph"
	"digits/models/onnx"
	"digits/models/weights"
)

// onnxValue is what a node makes of the input: the output of a layer, or a formula of
// that of one. Layers are made of those alone that the output needs.
type onnxValue struct {
	shape []int // of one example
	whole bool  // of whole numbers, which ONNX computes with in another way
	rows  bool  // in the file, the rows of the last axis are the batch
	node  *onnx.Operator

	of *onnxValue // the layer's output that it is a formula of; itself if it is one
	f  *formula

	from  []*onnxValue // what the layer reads
	make  func(name string) (graph.Layer, []weights.Array, error)
	title string // the name that it should have
	wires map[string]string

	last *onnxValue // images with their channels last, of which this is the turn
	flat *onnxValue // the same numbers without axes of size 1
	cuts *onnxValue // the formula that was cut here
}

// onnxKernel is a Dense layer that has a constant as its kernel.
type onnxKernel struct {
	layer, bias string
	transposed  bool
	alpha       float32
}

// output notes a layer that a node is.
func (n *onnxNetwork) output(o *onnx.Operator, title string, shape []int, make func(name string) (graph.Layer, []weights.Array, error), from ...*onnxValue) error {
	size := 1
	for _, d := range shape {
		if d < 1 || size > maxExample/d {
			return refuse(o, "makes %v of an example, want sizes of at least 1, and %d numbers at most", shape, maxExample)
		}
		size *= d
	}
	v := &onnxValue{shape: shape, node: o, rows: len(from) > 0 && from[0].rows, from: from, make: make, title: title, f: argument, wires: map[string]string{}}
	v.of = v
	n.values[o.Outputs[0]] = v
	return nil
}

// layer is output for a layer without arrays.
func (n *onnxNetwork) layer(o *onnx.Operator, title string, shape []int, named func(name string) graph.Layer, from ...*onnxValue) error {
	return n.output(o, title, shape, func(name string) (graph.Layer, []weights.Array, error) { return named(name), nil, nil }, from...)
}

// alias notes that a node changes nothing.
func (n *onnxNetwork) alias(o *onnx.Operator, v *onnxValue) error {
	n.values[o.Outputs[0]] = v
	return nil
}

// function notes that a node is a formula of what it reads.
func (n *onnxNetwork) function(o *onnx.Operator, v *onnxValue, f *formula) error {
	if v.whole {
		return refuse(o, "computes with whole numbers: cast the input to float32 before it")
	}
	y := &onnxValue{shape: v.shape, node: o, rows: v.rows, of: v.of, f: f}
	if f.size > maxFormula || n.readers[o.Outputs[0]] > 1 && n.isLayer(f) {
		y = n.cut(y)
	}
	n.values[o.Outputs[0]] = y
	return nil
}

// isLayer reports a formula that is a layer by itself: where several nodes read it, what
// they compute is of that layer.
func (n *onnxNetwork) isLayer(f *formula) bool {
	if f.op == "linear" && f.of[0] == argument || f.activation() != nil {
		return true
	}
	_, a := n.behind(f)
	return a != nil
}

// noLayer is a value that is what it is made from.
func noLayer(string) (graph.Layer, []weights.Array, error) { return graph.Linear, nil, nil }

// wire makes the layers that a value needs, and returns the name of the wire that has
// it.
func (n *onnxNetwork) wire(v *onnxValue) (string, error) { return n.formula(v.of, v.f, v.node) }

// formula is wire for a formula of a layer's output.
func (n *onnxNetwork) formula(of *onnxValue, f *formula, o *onnx.Operator) (string, error) {
	text := f.text()
	if wire, ok := of.wires[text]; ok {
		return wire, nil
	}
	wire, err := n.made(of, f, o)
	of.wires[text] = wire
	return wire, err
}

func (n *onnxNetwork) made(of *onnxValue, f *formula, o *onnx.Operator) (string, error) {
	if f == argument {
		return n.own(of)
	}
	if a := f.activation(); a != nil {
		from, err := n.formula(of, argument, o)
		return n.add(n.name(strings.ToLower(a.Name())), a, from), err
	}
	if g, a := n.behind(f); a != nil {
		from, err := n.formula(of, g, o)
		return n.add(n.name(strings.ToLower(a.Name())), a, from), err
	}
	switch g := f.plainer(); {
	case f.op == "linear":
		if f.a == 0 {
			return "", refuse(o, "multiplies by 0: what it reads does not matter; export the network without it")
		}
		from, err := n.formula(of, f.of[0], o)
		name := n.name("rescaling")
		return n.add(name, graph.Rescaling{Name: name, Scale: f.a, Offset: f.b}, from), err
	case g != nil:
		return n.formula(of, g, o)
	case f.op == "add" || f.op == "product":
		left, err := n.formula(of, f.of[0], o)
		if err != nil {
			return "", err
		}
		right, err := n.formula(of, f.of[1], o)
		by := map[string]string{"add": "Add", "product": "Multiply"}[f.op]
		name := n.name(strings.ToLower(by))
		return n.add(name, graph.Merge{Name: name, By: by}, left, right), err
	}
	return "", refuse(o, "what it computes, %.100s of the layer before, is no activation here: export the network with one of %s", f.text(), strings.Join(graph.ActivationNames(), ", "))
}

// own makes the layer of which a value is the output.
func (n *onnxNetwork) own(v *onnxValue) (string, error) {
	var from []string
	for _, x := range v.from {
		wire, err := n.wire(x)
		if err != nil {
			return "", err
		}
		from = append(from, wire)
	}
	name := n.name(v.title)
	layer, arrays, err := v.make(name)
	if err != nil {
		return "", err
	}
	n.arrays = append(n.arrays, arrays...)
	if layer == graph.Linear && len(from) == 1 {
		return from[0], nil
	}
	return n.add(name, layer, from...), nil
}

func (n *onnxNetwork) add(name string, l graph.Layer, from ...string) string {
	n.wiring = append(n.wiring, graph.Wire{Name: name, Layer: l, From: from})
	return name
}

// name returns a name that no layer has yet.
func (n *onnxNetwork) name(wanted string) string {
	name := wanted
	for k := 1; n.names[name]; k++ {
		name = fmt.Sprintf("%s_%d", wanted, k)
	}
	n.names[name] = true
	return name
}

// join puts activations into the layers before them that nothing else reads.
func (n *onnxNetwork) join() {
	readers := map[string]int{}
	for _, w := range n.wiring {
		for _, name := range w.From {
			readers[name]++
		}
	}
	at := map[string]int{} // where a wire is among those that are kept
	renamed := map[string]string{}
	var kept graph.Wiring
	for _, w := range n.wiring {
		for i, name := range w.From {
			if as, ok := renamed[name]; ok {
				w.From[i] = as
			}
		}
		a, activates := w.Layer.(graph.Activation)
		if activates && len(w.From) == 1 && graph.Kind(a) != "PReLU" {
			i, ok := at[w.From[0]]
			if ok && readers[w.From[0]] == 1 {
				if activated, ok := withActivation(kept[i].Layer, a); ok {
					kept[i].Layer = activated
					renamed[w.Name], readers[w.From[0]] = w.From[0], readers[w.Name]
					continue
				}
			}
		}
		at[w.Name] = len(kept)
		kept = append(kept, w)
	}
	n.wiring = kept
}

// withActivation puts an activation into a layer that has a place for it.
func withActivation(l graph.Layer, a graph.Activation) (graph.Layer, bool) {
	switch l := l.(type) {
	case graph.Dense:
		free := l.Activation == nil
		l.Activation = a
		return l, free
	case graph.Conv2D:
		free := l.Activation == nil
		l.Activation = a
		return l, free
	}
	return l, false
}

// layerTitle makes a layer's name of those of a constant and of a node.
func layerTitle(constant, node, otherwise string) string {
	for _, name := range []string{constant, node} {
		name, _, _ = strings.Cut(name, ":")
		for _, end := range []string{"/ReadVariableOp", "/Cast", "/BiasAdd", "/MatMul", "/Gemm", "/BatchNormalization", "/LayerNormalization", "/PRelu", "/kernel", "/gamma", "/alpha", ".weight", ".kernel", "_kernel"} {
			name = strings.TrimSuffix(name, end)
		}
		name = name[strings.LastIndexByte(name, '/')+1:]
		letters := strings.Trim(name, "0123456789_")
		if letters == "" || slices.Contains([]string{"onnx", "val", "const", "Constant", "Constant_output", "node", "MatMul", "Gemm"}, letters) || len(name) > 60 {
			continue
		}
		return strings.Map(func(r rune) rune {
			if r < ' ' || r == 0x7f || r == '/' {
				return '_'
			}
			return r
		}, name)
	}
	return otherwise
}

package graph

import (
	"reflect"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/portable"
)

// Export returns what a network computes in inference as operators that other programs
// have, made operation by operation of its expression graph. The names are those of the
// input, whose shape is that of an example, and of the output. An operation without a
// counterpart is an error that names its layer.
func Export(net Layer, params *Params, input portable.Value, output string) (*portable.Graph, error) {
	var scopes [2]*Scope
	for i := range scopes { // what differs is as the number of examples is
		var err error
		if scopes[i], err = sketchOf(sketchBatch+4*i, net, input.Shape, params, func(*Scope) {}); err != nil {
			return nil, err
		}
	}
	shapes := map[*gorgonia.Node][]int{}
	if err := openSizes(shapes, scopes[0], scopes[1], scopes[0].output, scopes[1].output); err != nil {
		return nil, err
	}
	input.Shape = append([]int{-1}, input.Shape...)
	var graphs [2]*portable.Graph
	for i, s := range scopes {
		e := &exporter{scope: s, trace: portable.NewTrace(input), input: input, shapes: shapes, values: map[*gorgonia.Node]portable.Value{}}
		e.trace.Reserve(output)
		for _, name := range params.names {
			e.trace.Reserve(name)
		}
		y, err := e.value(s.output)
		if err != nil {
			return nil, err
		}
		if len(y.Shape) < 2 || y.Shape[0] != -1 {
			return nil, errors.Errorf("graph: the output is %v, want (batch, …)", s.output.Shape())
		}
		graphs[i] = e.trace.Finish(y, output)
	}
	return graphs[0], sameGraph(graphs[0], graphs[1])
}

// openSizes notes the shapes of n and of what it is made of, -1 for sizes that are not
// those of its twin m, in a graph for another number of examples.
func openSizes(shapes map[*gorgonia.Node][]int, s, t *Scope, n, m *gorgonia.Node) error {
	if _, done := shapes[n]; done {
		return nil
	}
	a, b := n.Shape(), m.Shape()
	from, to := inputsOf(n), inputsOf(m)
	if len(a) != len(b) || len(from) != len(to) || reflect.TypeOf(n.Op()) != reflect.TypeOf(m.Op()) {
		return where(s.owners[n], errors.New("has other operations for other numbers of examples: it has no form for any number"))
	}
	shape := make([]int, len(a))
	for i := range a {
		if shape[i] = a[i]; a[i] != b[i] {
			shape[i] = -1
		}
	}
	shapes[n], shapes[m] = shape, shape
	for i := range from {
		if err := openSizes(shapes, s, t, from[i], to[i]); err != nil {
			return err
		}
	}
	return nil
}

// inputsOf are what an operation takes, in order.
func inputsOf(n *gorgonia.Node) (inputs gorgonia.Nodes) {
	for of := n.Graph().From(n.ID()); of.Next(); {
		inputs = append(inputs, of.Node().(*gorgonia.Node))
	}
	return inputs
}

// sameGraph reports operators whose numbers depend on how many examples there are.
func sameGraph(a, b *portable.Graph) error {
	layers := map[string]string{}
	for i, o := range a.Operators {
		if i >= len(b.Operators) || !reflect.DeepEqual(o, b.Operators[i]) {
			return where(o.Layer, errors.Errorf("its %s depends on how many examples there are: it has no form for any number", o.Op))
		}
		for _, name := range o.Inputs {
			layers[name] = o.Layer
		}
	}
	for i, c := range a.Constants {
		if i >= len(b.Constants) || !reflect.DeepEqual(c, b.Constants[i]) {
			return where(layers[c.Name], errors.Errorf("a constant of it, %v, depends on how many examples there are: it has no form for any number", c.Shape))
		}
	}
	return nil
}

// exporter traces the nodes that an output needs.
type exporter struct {
	scope  *Scope
	trace  *portable.Trace
	input  portable.Value
	shapes map[*gorgonia.Node][]int
	values map[*gorgonia.Node]portable.Value
}

// value is a node in the trace, whose operators are added at the first call.
func (e *exporter) value(n *gorgonia.Node) (portable.Value, error) {
	if v, ok := e.values[n]; ok {
		return v, nil
	}
	layer := e.scope.owners[n]
	v, err := e.make(n, layer)
	if err != nil {
		return v, where(layer, err)
	}
	v.Shape = e.shapes[n]
	e.values[n] = v
	return v, nil
}

func (e *exporter) make(n *gorgonia.Node, layer string) (v portable.Value, err error) {
	switch {
	case n == e.scope.input:
		return e.input, nil
	case n == e.scope.flat:
		e.trace.Layer = e.flattens()
		return e.trace.Apply("Flatten", nil, e.input), nil
	case n.Op() == nil || isConstant(n):
		e.trace.Layer = layer
		return e.leaf(n)
	}
	operation, ours := n.Op().(portable.Operation)
	if !ours {
		return e.foreign(n, layer)
	}
	inputs, err := e.inputs(inputsOf(n))
	if err != nil {
		return v, err
	}
	e.trace.Layer = layer
	if v, err = operation.Portable(e.trace, e.shapes[n], inputs...); err != nil {
		err = errors.Errorf("its operation %v %v: it has no form for other programs; save as .safetensors", n.Op(), err)
	}
	return v, err
}

func (e *exporter) inputs(nodes gorgonia.Nodes) ([]portable.Value, error) {
	values := make([]portable.Value, len(nodes))
	for i, n := range nodes {
		var err error
		if values[i], err = e.value(n); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// flattens is the name of the layer that takes the input's flat form.
func (e *exporter) flattens() string {
	for _, l := range e.scope.outputs {
		if l.node == e.scope.flat && l.kind == "Flatten" {
			return l.name
		}
	}
	return ""
}

// leaf is a parameter, by its name, or a constant.
func (e *exporter) leaf(n *gorgonia.Node) (portable.Value, error) {
	if t := e.scope.params.Get(n.Name()); t != nil && e.scope.nodes[n.Name()] == n {
		return e.trace.Tensor(n.Name(), t.Shape().Clone(), t.Float32s()), nil
	}
	switch v := n.Value().(type) {
	case *gorgonia.F32:
		return e.trace.Number(float64(*v)), nil
	case *tensor.Dense:
		if v.Dtype() == tensor.Float32 {
			if v.RequiresIterator() || !v.DataOrder().IsRowMajor() || v.DataOrder().IsTransposed() {
				v = v.Materialize().(*tensor.Dense)
			}
			return e.trace.Floats(v.Shape().Clone(), append([]float32(nil), v.Float32s()...)), nil
		}
	}
	return portable.Value{}, errors.Errorf("its leaf %.60q has no value of float32: it has no form for other programs; make it by Scope.Param or Scope.Constant", strings.TrimSpace(n.Name()))
}

// Package portable is what an expression graph is to other programs: a list of
// operators out of a vocabulary that they have too, ONNX's
// (https://onnx.ai/onnx/operators, its default domain). It knows no gorgonia and no
// file format: operations say what they are in it, and who writes a file reads it.
package portable

import (
	"fmt"
	"slices"
	"strconv"
)

// Graph is a network as operators, each after those whose outputs it reads.
type Graph struct {
	Input     Value
	Operators []Operator
	Constants []Constant
	Output    Value
}

// Value is a tensor in the graph, by name. A size of -1 is one that the number of
// examples decides. The shape is nil where nobody asks for it.
type Value struct {
	Name  string
	Shape []int
}

// Operator is one operator.
type Operator struct {
	Name            string // "dense/Gemm": its layer, and what it does
	Layer           string
	Op              string // ONNX's name
	Inputs, Outputs []string
	Settings        Settings
}

// Settings are an operator's attributes by ONNX's names: int, []int, float64, string.
// Those left out have ONNX's defaults.
type Settings map[string]any

// Constant is a tensor of float32, or of whole numbers where Ints is not nil, row-major.
type Constant struct {
	Name   string
	Shape  []int
	Floats []float32
	Ints   []int
}

// Operation is an operation that has a form in the vocabulary: it adds its operators
// to the trace and returns what they make of the inputs; out is the result's shape.
type Operation interface {
	Portable(t *Trace, out []int, inputs ...Value) (Value, error)
}

// Trace grows a graph.
type Trace struct {
	Layer string // to which the operators that come belong
	graph Graph
	names map[string]bool
}

// NewTrace begins a graph with its input.
func NewTrace(input Value) *Trace {
	return &Trace{graph: Graph{Input: input}, names: map[string]bool{input.Name: true}}
}

// Reserve keeps a name for the one that asks for it first.
func (t *Trace) Reserve(name string) { t.names[name] = true }

// name returns a name that nothing has yet.
func (t *Trace) name(wanted string) string {
	if t.Layer != "" {
		wanted = t.Layer + "/" + wanted
	}
	return t.free(wanted)
}

func (t *Trace) free(wanted string) string {
	name := wanted
	for k := 1; t.names[name]; k++ {
		name = wanted + "_" + strconv.Itoa(k)
	}
	t.names[name] = true
	return name
}

// Apply adds an operator with one output.
func (t *Trace) Apply(op string, settings Settings, inputs ...Value) Value {
	return t.ApplyTo(1, op, settings, inputs...)[0]
}

// ApplyTo adds an operator with several outputs.
func (t *Trace) ApplyTo(outputs int, op string, settings Settings, inputs ...Value) []Value {
	o := Operator{Name: t.name(op), Layer: t.Layer, Op: op, Settings: settings}
	for _, x := range inputs {
		o.Inputs = append(o.Inputs, x.Name)
	}
	values := make([]Value, outputs)
	for i := range values {
		name := o.Name
		if i > 0 {
			name = t.free(name + ":" + strconv.Itoa(i))
		}
		o.Outputs, values[i].Name = append(o.Outputs, name), name
	}
	t.graph.Operators = append(t.graph.Operators, o)
	return values
}

// Tensor adds a constant. Its name is the given one where that is reserved or free.
func (t *Trace) Tensor(name string, shape []int, values []float32) Value {
	t.graph.Constants = append(t.graph.Constants, Constant{Name: name, Shape: shape, Floats: values})
	t.names[name] = true
	return Value{Name: name, Shape: shape}
}

// Floats adds a constant of the layer's.
func (t *Trace) Floats(shape []int, values []float32) Value {
	return t.Tensor(t.name("constant"), shape, values)
}

// Number adds a constant that is one number, of no axes.
func (t *Trace) Number(v float64) Value { return t.Floats([]int{}, []float32{float32(v)}) }

// Vector adds a constant of the layer's, rounded.
func (t *Trace) Vector(shape []int, values []float64) Value {
	rounded := make([]float32, len(values))
	for i, v := range values {
		rounded[i] = float32(v)
	}
	return t.Floats(shape, rounded)
}

// Whole adds a constant of whole numbers, such as axes.
func (t *Trace) Whole(list ...int) Value {
	return t.whole([]int{len(list)}, list)
}

// Index adds a constant that is one whole number, of no axes.
func (t *Trace) Index(i int) Value { return t.whole([]int{}, []int{i}) }

func (t *Trace) whole(shape, list []int) Value {
	c := Constant{Name: t.name("sizes"), Shape: shape, Ints: list}
	t.graph.Constants = append(t.graph.Constants, c)
	return Value{Name: c.Name, Shape: shape}
}

// Reshape adds a Reshape to a shape in which the number of examples decides one size
// at most.
func (t *Trace) Reshape(x Value, shape []int) (Value, error) {
	open := 0
	for _, d := range shape {
		if d < 0 {
			open++
		}
	}
	if open > 1 {
		return x, fmt.Errorf("makes a shape in which the number of examples decides %d sizes, want one", open)
	}
	y := t.Apply("Reshape", nil, x, t.Whole(shape...))
	y.Shape = shape
	return y, nil
}

// Repeat repeats each number of x, which has or gets that shape, along an axis.
func (t *Trace) Repeat(x Value, shape []int, axis, times int) (Value, error) {
	x, err := t.Reshape(x, slices.Insert(slices.Clone(shape), axis+1, 1))
	if err != nil {
		return x, err
	}
	repeats := slices.Repeat([]int{1}, len(shape)+1)
	repeats[axis+1] = times
	y := t.Apply("Tile", nil, x, t.Whole(repeats...))
	to := slices.Clone(shape)
	if to[axis] > 0 {
		to[axis] *= times
	}
	return t.Reshape(y, to)
}

// Finish ends the graph: y is its output, by that name.
func (t *Trace) Finish(y Value, name string) *Graph {
	made := false
	for _, o := range t.graph.Operators {
		for _, output := range o.Outputs {
			made = made || output == y.Name
		}
	}
	shape := y.Shape
	if !made { // it is the input, or a constant
		y = t.Apply("Identity", nil, y)
	}
	for _, o := range t.graph.Operators {
		for _, list := range [][]string{o.Inputs, o.Outputs} {
			for i := range list {
				if list[i] == y.Name {
					list[i] = name
				}
			}
		}
	}
	t.graph.Output = Value{Name: name, Shape: shape}
	return &t.graph
}

package graph

import (
	"fmt"
	"reflect"
	"strings"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/portable"
)

// gorgonia's own operations in the vocabulary. Their types and fields have no names
// outside; they are told by what %T prints, and their settings read by reflection: a
// field that is not there is an error.

// foreignUnary are the functions of each number, by what they print.
var foreignUnary = map[string]formula{
	"abs": operator("Abs", nil), "sign": operator("Sign", nil), "ceil": operator("Ceil", nil), "floor": operator("Floor", nil),
	"sin": operator("Sin", nil), "cos": operator("Cos", nil), "exp": operator("Exp", nil), "ln": operator("Log", nil),
	"neg": operator("Neg", nil), "sqrt": operator("Sqrt", nil), "inv": operator("Reciprocal", nil),
	"tanh": operator("Tanh", nil), "sigmoid": operator("Sigmoid", nil), "softplus": operator("Softplus", nil),
	"square": func(t *portable.Trace, x portable.Value) portable.Value { return t.Apply("Mul", nil, x, x) },
	"cube": func(t *portable.Trace, x portable.Value) portable.Value {
		return t.Apply("Mul", nil, t.Apply("Mul", nil, x, x), x)
	},
	"log1p": func(t *portable.Trace, x portable.Value) portable.Value {
		return t.Apply("Log", nil, t.Apply("Add", nil, x, t.Number(1)))
	},
	"expm1": func(t *portable.Trace, x portable.Value) portable.Value {
		return t.Apply("Sub", nil, t.Apply("Exp", nil, x), t.Number(1))
	},
}

// foreignBinary are the operators on two tensors of one shape, or one and a number.
var foreignBinary = map[string]string{
	"+": "Add", "-": "Sub", "⊙": "Mul", "÷": "Div", "^": "Pow",
	"<": "Less", ">": "Greater", "<=": "LessOrEqual", ">=": "GreaterOrEqual", "==": "Equal", "!=": "Equal",
}

// foreignOperations are the others, by their type.
var foreignOperations = map[string]func(e *exporter, n *gorgonia.Node, in ...portable.Value) (portable.Value, error){
	"elemUnaryOp": (*exporter).unary, "linAlgBinOp": (*exporter).product, "sumOp": (*exporter).reduced, "maxOp": (*exporter).reduced,
	"transposeOp": (*exporter).transposed, "reshapeOp": (*exporter).reshaped, "sliceOp": (*exporter).sliced, "concatOp": (*exporter).concatenated,
	"sizeOp": (*exporter).size, "im2colOp": (*exporter).patches, "maxPoolOp": (*exporter).maxPool,
	"globalAveragePoolOp": (*exporter).globalAverage, "upsampleOp": (*exporter).upsampled,
}

// kindOfForeign is an operation's type, as in "sumOp".
func kindOfForeign(n *gorgonia.Node) string {
	kind := fmt.Sprintf("%T", n.Op())
	return kind[strings.LastIndexByte(kind, '.')+1:]
}

func (e *exporter) foreign(n *gorgonia.Node, layer string) (v portable.Value, err error) {
	kind := kindOfForeign(n)
	switch kind {
	case "elemBinOp":
		return e.binary(n, layer)
	case "repeatOp":
		return e.repeated(n, layer)
	}
	if image, filter, patches := convolution(n); image != nil {
		return e.convolved(image, filter, patches, layer)
	}
	make, ok := foreignOperations[kind]
	if !ok {
		return v, errors.Errorf("gorgonia's operation %.60v has no counterpart for other programs: save as .safetensors", n.Op())
	}
	inputs, err := e.inputs(inputsOf(n))
	if err != nil {
		return v, err
	}
	e.trace.Layer = layer
	return make(e, n, inputs...)
}

// fields reads whole numbers, yes (1) or no, or lists of an operation's fields.
func fields(n *gorgonia.Node, names ...string) (lists [][]int, err error) {
	v := reflect.Indirect(reflect.ValueOf(n.Op()))
	for _, name := range names {
		f := v.FieldByName(name)
		switch {
		case f.IsValid() && f.CanInt():
			lists = append(lists, []int{int(f.Int())})
		case f.IsValid() && f.Kind() == reflect.Bool && f.Bool():
			lists = append(lists, []int{1})
		case f.IsValid() && f.Kind() == reflect.Bool:
			lists = append(lists, []int{0})
		case f.IsValid() && f.Kind() == reflect.Slice:
			list := make([]int, f.Len())
			for i := range list {
				list[i] = int(f.Index(i).Int())
			}
			lists = append(lists, list)
		default:
			return nil, errors.Errorf("gorgonia's %s has no field %s: another version of gorgonia than this program knows", kindOfForeign(n), name)
		}
	}
	return lists, nil
}

func (e *exporter) unary(n *gorgonia.Node, in ...portable.Value) (portable.Value, error) {
	f, ok := foreignUnary[n.Op().String()]
	if !ok {
		return in[0], errors.Errorf("gorgonia's function %v has no counterpart for other programs: save as .safetensors", n.Op())
	}
	return f(e.trace, in[0]), nil
}

// binary leaves out what only repeats an input along axes of size 1, which the
// vocabulary does by itself.
func (e *exporter) binary(n *gorgonia.Node, layer string) (v portable.Value, err error) {
	text, same, _ := strings.Cut(n.Op().String(), " ")
	name, ok := foreignBinary[text]
	if !ok {
		return v, errors.Errorf("gorgonia's operator %v has no counterpart for other programs: save as .safetensors", n.Op())
	}
	from := inputsOf(n)
	short := gorgonia.Nodes{unrepeated(from[0]), unrepeated(from[1])}
	if !e.broadcast(short[0], short[1], n) {
		short[1] = from[1]
	}
	in, err := e.inputs(short)
	if err != nil {
		return v, err
	}
	e.trace.Layer = layer
	v = e.trace.Apply(name, nil, in...)
	if text == "!=" {
		v = e.trace.Apply("Not", nil, v)
	}
	if same == "true" {
		v = e.trace.Apply("Cast", portable.Settings{"to": 1}, v) // float32
	}
	return v, nil
}

// unrepeated is what n repeats along axes of size 1, n itself if it does not.
func unrepeated(n *gorgonia.Node) *gorgonia.Node {
	for n.Op() != nil && kindOfForeign(n) == "repeatOp" {
		along, err := fields(n, "along")
		from := inputsOf(n)[0]
		if err != nil || from.Dims() != n.Dims() || from.Shape()[along[0][0]] != 1 {
			return n
		}
		n = from
	}
	return n
}

// broadcast reports whether x and y by themselves make the shape of n.
func (e *exporter) broadcast(x, y, n *gorgonia.Node) bool {
	a, b, shape := e.shapes[x], e.shapes[y], e.shapes[n]
	if len(a) != len(shape) || len(b) != len(shape) {
		return true // of a number and a tensor
	}
	for i, d := range shape {
		if a[i] != d && b[i] != d {
			return false
		}
	}
	return true
}

// product is one of matrices and vectors.
func (e *exporter) product(n *gorgonia.Node, in ...portable.Value) (v portable.Value, err error) {
	turned, err := fields(n, "transA", "transB")
	if err != nil {
		return v, err
	}
	a, b := in[0], in[1]
	if strings.Contains(n.Op().String(), "⊗") {
		if a, err = e.trace.Reshape(a, []int{-1, 1}); err != nil {
			return v, err
		}
		b, err = e.trace.Reshape(b, []int{1, -1})
		return e.trace.Apply("Mul", nil, a, b), err
	}
	if len(a.Shape) == 2 && len(b.Shape) == 2 && turned[0][0]+turned[1][0] > 0 {
		return e.trace.Apply("Gemm", portable.Settings{"transA": turned[0][0], "transB": turned[1][0]}, a, b), nil
	}
	for i, x := range []*portable.Value{&a, &b} {
		if turned[i][0] != 0 && len(x.Shape) > 1 {
			perm := make([]int, len(x.Shape))
			for k := range perm {
				perm[k] = k
			}
			last := len(perm) - 1
			perm[last-1], perm[last] = last, last-1
			*x = e.trace.Apply("Transpose", portable.Settings{"perm": perm}, *x)
		}
	}
	return e.trace.Apply("MatMul", nil, a, b), nil
}

// reduced is a sum or a maximum along axes, which it drops.
func (e *exporter) reduced(n *gorgonia.Node, in ...portable.Value) (v portable.Value, err error) {
	along, err := fields(n, "along")
	if err != nil {
		return v, err
	}
	op := "ReduceSum"
	if kindOfForeign(n) == "maxOp" {
		op = "ReduceMax"
	}
	return e.trace.Apply(op, portable.Settings{"keepdims": 0}, in[0], e.trace.Whole(along[0]...)), nil
}

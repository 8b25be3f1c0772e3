package portable

import (
	"slices"
	"testing"
)

// Names are those of the layer and the operator, each once; the output has the name that
// it is to have, wherever it is read.
func TestTrace(t *testing.T) {
	trace := NewTrace(Value{Name: "x", Shape: []int{-1, 4}})
	trace.Reserve("a/kernel")
	trace.Layer = "a"
	w := trace.Tensor("a/kernel", []int{4, 2}, make([]float32, 8))
	y := trace.Apply("MatMul", nil, Value{Name: "x"}, w)
	y = trace.Apply("Relu", nil, y)
	y = trace.Apply("Relu", nil, y)
	y.Shape = []int{-1, 2}
	trace.Apply("Abs", nil, y)
	g := trace.Finish(y, "y")
	var names []string
	for _, o := range g.Operators {
		names = append(names, o.Name, o.Outputs[0])
	}
	if want := []string{"a/MatMul", "a/MatMul", "a/Relu", "a/Relu", "a/Relu_1", "y", "a/Abs", "a/Abs"}; !slices.Equal(names, want) {
		t.Errorf("got %q, want %q", names, want)
	}
	if got := g.Operators[3].Inputs; !slices.Equal(got, []string{"y"}) {
		t.Errorf("got the inputs %q of what reads the output", got)
	}
}

// Where the output is the input, there is an Identity between them.
func TestNothing(t *testing.T) {
	trace := NewTrace(Value{Name: "x", Shape: []int{-1, 4}})
	g := trace.Finish(Value{Name: "x", Shape: []int{-1, 4}}, "y")
	if len(g.Operators) != 1 || g.Operators[0].Op != "Identity" || !slices.Equal(g.Operators[0].Inputs, []string{"x"}) || !slices.Equal(g.Operators[0].Outputs, []string{"y"}) {
		t.Errorf("got %v", g.Operators)
	}
}

// One size is the number of examples' at most: two could not be told of each other.
func TestReshape(t *testing.T) {
	trace := NewTrace(Value{Name: "x", Shape: []int{-1, 4}})
	if _, err := trace.Reshape(Value{Name: "x"}, []int{-1, 2, -1}); err == nil {
		t.Error("two open sizes pass")
	}
	y, err := trace.Repeat(Value{Name: "x"}, []int{-1, 4}, 1, 3)
	if err != nil || !slices.Equal(y.Shape, []int{-1, 12}) {
		t.Errorf("got %v, %v, want (batch, 12)", y.Shape, err)
	}
}

package op

import (
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// tape runs an operation's graph, reduced to a scalar by fixed weights, and its
// gradients, node by node, as package graph does.
type tape[T kernel.Float] struct {
	variables gorgonia.Nodes
	leaves    [][]T            // their numbers
	outputs   []*gorgonia.Node // the operation's result, the scalar, the gradients
	nodes     []*gorgonia.Node
	inputs    [][]gorgonia.Value
	from      [][]int
	values    []gorgonia.Value
	at        map[*gorgonia.Node]int
}

func dtypeOf[T kernel.Float]() tensor.Dtype {
	if isSingle[T]() {
		return tensor.Float32
	}
	return tensor.Float64
}

// node makes a leaf of the graph over its numbers in T.
func node[T kernel.Float](g *gorgonia.ExprGraph, l leaf) (*gorgonia.Node, []T) {
	data := make([]T, len(l.data))
	narrow(data, l.data)
	v := tensor.New(tensor.WithShape(l.shape...), tensor.WithBacking(data))
	return gorgonia.NewTensor(g, dtypeOf[T](), l.shape.Dims(), gorgonia.WithShape(l.shape...), gorgonia.WithName(l.name), gorgonia.WithValue(v)), data
}

// weighed is the sum of y's elements by random weights, a leaf of that name.
func weighed[T kernel.Float](y *gorgonia.Node, name string) (*gorgonia.Node, error) {
	if y.IsScalar() {
		return y, nil
	}
	n := y.Shape().TotalSize()
	flat, err := Reshape(y, 1, n)
	if err != nil {
		return nil, err
	}
	weights, _ := node[T](y.Graph(), random(rand.New(rand.NewPCG(8, 9)), name, 1, n))
	return MeanLoss(flat, weights, inner)
}

// inner is the inner product of a row and its target.
var inner = LossFunction{
	Name: "inner",
	Value: func(y, w []float64) (s float64) {
		for i := range y {
			s += y[i] * w[i]
		}
		return s
	},
	Gradient: func(_, w, dy []float64) { copy(dy, w) },
}

func newTape[T kernel.Float](t *testing.T, o operation) *tape[T] {
	t.Helper()
	g := gorgonia.NewGraph()
	p := &tape[T]{at: map[*gorgonia.Node]int{}}
	for _, l := range o.leaves {
		n, data := node[T](g, l)
		p.variables, p.leaves = append(p.variables, n), append(p.leaves, data)
	}
	y, err := o.f(g, p.variables)
	if err != nil {
		t.Fatal(err)
	}
	scalar, err := weighed[T](y, "weights")
	if err != nil {
		t.Fatal(err)
	}
	p.outputs = gorgonia.Nodes{y, scalar}
	if o.by > 0 {
		grads, err := gorgonia.Grad(scalar, p.variables[:o.by]...)
		if err != nil {
			t.Fatal(err)
		}
		p.outputs = append(p.outputs, grads...)
	}
	for _, n := range p.outputs {
		p.place(n)
	}
	return p
}

func (p *tape[T]) place(n *gorgonia.Node) int {
	if at, ok := p.at[n]; ok {
		return at
	}
	var inputs []gorgonia.Value
	var from []int
	for children := n.Graph().From(n.ID()); children.Next(); {
		from = append(from, p.place(children.Node().(*gorgonia.Node)))
		inputs = append(inputs, nil)
	}
	p.at[n] = len(p.nodes)
	p.nodes, p.inputs, p.from, p.values = append(p.nodes, n), append(p.inputs, inputs), append(p.from, from), append(p.values, n.Value())
	return p.at[n]
}

func (p *tape[T]) step() error {
	for i, n := range p.nodes {
		if len(p.from[i]) == 0 {
			continue
		}
		for j, from := range p.from[i] {
			p.inputs[i][j] = p.values[from]
		}
		var err error
		if p.values[i], err = n.Op().Do(p.inputs[i]...); err != nil {
			return err
		}
	}
	return nil
}

func (p *tape[T]) run(t *testing.T) {
	t.Helper()
	if err := p.step(); err != nil {
		t.Fatal(err)
	}
	for i, n := range p.nodes {
		if got := p.values[i].Shape(); !got.Eq(n.Shape()) {
			t.Fatalf("%v gives %v, has inferred %v", n, got, n.Shape())
		}
	}
}

// result copies the output of that number.
func (p *tape[T]) result(output int) []float64 {
	v := p.values[p.at[p.outputs[output]]]
	if x, err := scalar[T](v); err == nil {
		return []float64{float64(x)}
	}
	x, err := floats[T](v)
	if err != nil {
		panic(err)
	}
	return widen(make([]float64, len(x)), x)
}

// ours reports whether gorgonia has put no operations of its own in between,
// which allocate.
func (p *tape[T]) ours() bool {
	for i, n := range p.nodes {
		if len(p.from[i]) > 0 && !OwnsOutput(n) {
			return false
		}
	}
	return true
}

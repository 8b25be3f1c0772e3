package op

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// operation is one that check looks at: f of the leaves, of which the first so
// many have a gradient.
type operation struct {
	name   string
	leaves []leaf
	by     int
	f      build
}

// check holds an operation against finite differences in float64, float32
// against float64, one core against two, and counts what a step allocates.
func check(t *testing.T, operations ...operation) {
	t.Helper()
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			double := newTape[float64](t, o)
			double.run(t)
			double.differences(t, o)
			checkSingle(t, o, double)
			checkSecond(t, o)
		})
	}
}

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
	return MeanLoss(flat, weights, LossFunction{
		Name: "weighed",
		Value: func(y, w []float64) (s float64) {
			for i := range y {
				s += y[i] * w[i]
			}
			return s
		},
		Gradient: func(_, w, dy []float64) { copy(dy, w) },
	})
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
	grads, err := gorgonia.Grad(scalar, p.variables[:o.by]...)
	if err != nil {
		t.Fatal(err)
	}
	p.outputs = append(gorgonia.Nodes{y, scalar}, grads...)
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

// differences compares every gradient with central finite differences.
func (p *tape[T]) differences(t *testing.T, o operation) {
	t.Helper()
	const h = 1e-6
	for k := range o.by {
		for i, got := range p.result(2 + k) {
			data := p.leaves[k]
			old := data[i]
			data[i] = old + h
			p.run(t)
			above := p.result(1)[0]
			data[i] = old - h
			p.run(t)
			below := p.result(1)[0]
			data[i] = old
			want := (above - below) / (2 * h)
			if err := math.Abs(got - want); !(err <= 1e-6*math.Max(1, math.Abs(want))) {
				t.Errorf("by %s[%d]: got %v, finite differences give %v", o.leaves[k].name, i, got, want)
			}
		}
		p.run(t)
	}
}

// checkSingle compares float32 with float64, one core with two, and a step's
// allocations with none.
func checkSingle(t *testing.T, o operation, double *tape[float64]) {
	t.Helper()
	var bytes [2][][]float64
	for cores := range bytes {
		old := runtime.GOMAXPROCS(cores + 1)
		p := newTape[float32](t, o)
		p.run(t)
		p.run(t)
		for i := range p.outputs {
			bytes[cores] = append(bytes[cores], p.result(i))
		}
		runtime.GOMAXPROCS(old)
		if cores == 0 && p.ours() {
			if n := testing.AllocsPerRun(10, func() { _ = p.step() }); n != 0 {
				t.Errorf("a step allocates %v times", n)
			}
		}
	}
	for i, got := range bytes[0] {
		if !slices.Equal(got, bytes[1][i]) {
			t.Errorf("output %d differs between one core and two", i)
		}
		want := double.result(i)
		largest := 1.0
		for _, v := range want {
			largest = math.Max(largest, math.Abs(v))
		}
		for j, v := range got {
			if !(math.Abs(v-want[j]) <= 1e-5*largest) {
				t.Errorf("output %d[%d] is %v in float32, %v in float64", i, j, v, want[j])
			}
		}
	}
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

// checkSecond derives the gradients' sum: gorgonia gives the first gradient
// again, or a part of the second, if an operation lets it.
func checkSecond(t *testing.T, o operation) {
	t.Helper()
	for k := range o.by {
		for by := range o.by {
			p := newTape[float64](t, o) // gorgonia marks what it has derived
			first := p.outputs[2+k]
			scalar, err := weighed[float64](first, "weights of the gradient")
			if err != nil {
				t.Fatal(err)
			}
			_, err = gorgonia.Grad(scalar, p.variables[by])
			if err == nil {
				t.Errorf("%v has been derived by %s", first, o.leaves[by].name)
			} else if text := err.Error(); !strings.Contains(text, "no second derivative") && !strings.Contains(text, "Non Differentiable WRTs") {
				t.Errorf("the derivative of %v by %s gives the error %q", first, o.leaves[by].name, text)
			}
		}
	}
}

// checkErrors holds errors against what they must say, of an operation on the
// leaf x.
func checkErrors(t *testing.T, x leaf, want map[string]func(x *gorgonia.Node) (*gorgonia.Node, error)) {
	t.Helper()
	for text, f := range want {
		n, _ := node[float32](gorgonia.NewGraph(), x)
		if _, err := f(n); err == nil || !strings.Contains(err.Error(), text) {
			t.Errorf("got error %v, want one with %q", err, text)
		}
	}
}

// zeros is a node of the graph of x.
func zeros(x *gorgonia.Node, name string, shape ...int) *gorgonia.Node {
	n, _ := node[float32](x.Graph(), leaf{name, shape, make([]float64, tensor.Shape(shape).TotalSize())})
	return n
}

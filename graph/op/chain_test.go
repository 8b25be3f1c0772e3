package op

import (
	"math"
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// What gorgonia computes one by one, bit for bit; sigmoid, tanh and softplus within some
// units in the last place. The numbers are more than a block's, and not whole blocks.
func TestChainIsGorgonias(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	const n = 3 * 171
	x, y := make([]float32, n), make([]float32, n)
	for i := range x {
		x[i], y[i] = 0.1+3*r.Float32(), 0.1+r.Float32()
	}
	of := func(build func(x, y *gorgonia.Node) (*gorgonia.Node, error)) []float32 {
		t.Helper()
		g := gorgonia.NewGraph()
		leaf := func(name string, data []float32) *gorgonia.Node {
			return gorgonia.NewMatrix(g, tensor.Float32, gorgonia.WithShape(3, n/3), gorgonia.WithName(name),
				gorgonia.WithValue(tensor.New(tensor.WithShape(3, n/3), tensor.WithBacking(append([]float32(nil), data...)))))
		}
		z, err := build(leaf("x", x), leaf("y", y))
		if err != nil {
			t.Fatal(err)
		}
		var value gorgonia.Value
		gorgonia.Read(z, &value)
		m := gorgonia.NewTapeMachine(g)
		defer m.Close()
		if err := m.RunAll(); err != nil {
			t.Fatal(err)
		}
		return value.Data().([]float32)
	}
	near := map[string]bool{"sigmoid": true, "tanh": true, "softplus": true}
	compare := func(name string, got, want []float32) {
		t.Helper()
		for i, w := range want {
			if got[i] != w && !(near[name] && math.Abs(float64(got[i]-w)) <= 4e-7*math.Max(1, math.Abs(float64(w)))) {
				t.Fatalf("%s of %v and %v is %v, gorgonia's %v", name, x[i], y[i], got[i], w)
			}
		}
	}
	for name, f := range map[string]func(*gorgonia.Node) (*gorgonia.Node, error){
		"abs": gorgonia.Abs, "sign": gorgonia.Sign, "ceil": gorgonia.Ceil, "floor": gorgonia.Floor, "sin": gorgonia.Sin, "cos": gorgonia.Cos,
		"exp": gorgonia.Exp, "ln": gorgonia.Log, "log2": gorgonia.Log2, "neg": gorgonia.Neg, "square": gorgonia.Square, "sqrt": gorgonia.Sqrt,
		"inv": gorgonia.Inverse, "cube": gorgonia.Cube, "tanh": gorgonia.Tanh, "sigmoid": gorgonia.Sigmoid, "log1p": gorgonia.Log1p, "expm1": gorgonia.Expm1, "softplus": gorgonia.Softplus,
	} {
		compare(name, of(func(x, _ *gorgonia.Node) (*gorgonia.Node, error) {
			return Chain(x.Shape(), []Pointwise{{name, []int{0}}}, x)
		}), of(func(x, _ *gorgonia.Node) (*gorgonia.Node, error) { return f(x) }))
	}
	same := func(f func(a, b *gorgonia.Node, same bool) (*gorgonia.Node, error)) func(a, b *gorgonia.Node) (*gorgonia.Node, error) {
		return func(a, b *gorgonia.Node) (*gorgonia.Node, error) { return f(a, b, true) }
	}
	for name, f := range map[string]func(a, b *gorgonia.Node) (*gorgonia.Node, error){
		"+": gorgonia.Add, "-": gorgonia.Sub, "⊙": gorgonia.HadamardProd, "÷": gorgonia.HadamardDiv,
		"<": same(gorgonia.Lt), ">": same(gorgonia.Gt), "<=": same(gorgonia.Lte), ">=": same(gorgonia.Gte), "==": same(gorgonia.Eq), "!=": same(gorgonia.Ne),
	} {
		compare(name, of(func(x, y *gorgonia.Node) (*gorgonia.Node, error) {
			return Chain(x.Shape(), []Pointwise{{name, []int{0, 1}}}, x, y)
		}), of(f))
	}
	// √(x² + 2)·y - x, the 2 a scalar.
	two := func(x *gorgonia.Node) *gorgonia.Node {
		return x.Graph().AddNode(gorgonia.NewConstant(float32(2), gorgonia.WithName("two")))
	}
	compare("a chain", of(func(x, y *gorgonia.Node) (*gorgonia.Node, error) {
		return Chain(x.Shape(), []Pointwise{{"square", []int{0}}, {"+", []int{3, 2}}, {"sqrt", []int{4}}, {"⊙", []int{5, 1}}, {"-", []int{6, 0}}}, x, y, two(x))
	}), of(func(x, y *gorgonia.Node) (*gorgonia.Node, error) {
		root := gorgonia.Must(gorgonia.Sqrt(gorgonia.Must(gorgonia.Add(gorgonia.Must(gorgonia.Square(x)), two(x)))))
		return gorgonia.Sub(gorgonia.Must(gorgonia.HadamardProd(root, y)), x)
	}))
}

func TestChainErrors(t *testing.T) {
	g := gorgonia.NewGraph()
	x := gorgonia.NewMatrix(g, tensor.Float32, gorgonia.WithShape(2, 3), gorgonia.WithName("x"))
	y := gorgonia.NewMatrix(g, tensor.Float32, gorgonia.WithShape(3, 2), gorgonia.WithName("y"))
	for name, err := range map[string]error{
		"none":         second(Chain(x.Shape(), nil, x)),
		"unknown":      second(Chain(x.Shape(), []Pointwise{{"cosh", []int{0}}}, x)),
		"operands":     second(Chain(x.Shape(), []Pointwise{{"+", []int{0, 2}}}, x)),
		"shapes":       second(Chain(x.Shape(), []Pointwise{{"+", []int{0, 1}}}, x, y)),
		"sum":          second(SumLeading(x, 3, nil)),
		"sum's shape":  second(SumTrailing(x, 1, tensor.Shape{3})),
		"spread":       second(Spread(x, 4, 2, tensor.Shape{4, 3})),
		"two turned":   second(MatMul(x, y, true, true)),
		"inner sizes":  second(MatMul(x, y, true, false)),
		"a transpose":  second(Transpose(x, []int{0})),
		"spread's one": second(Spread(x, 1, 2, tensor.Shape{2, 3})),
	} {
		if err == nil {
			t.Errorf("%s: got no error", name)
		}
	}
}

func second(_ *gorgonia.Node, err error) error { return err }

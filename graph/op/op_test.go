package op

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// leaf is an input of an operation under test.
type leaf struct {
	name  string
	shape tensor.Shape
	data  []float64
}

func random(r *rand.Rand, name string, shape ...int) leaf {
	l := leaf{name, shape, make([]float64, tensor.Shape(shape).TotalSize())}
	for i := range l.data {
		l.data[i] = r.NormFloat64()
	}
	return l
}

// build makes an operation's node of the leaves' nodes.
type build func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error)

// run builds the operation over float64 leaves, reduces its result to a scalar
// by fixed weights unless it is one, and returns the scalar and its gradients
// by the first so many leaves.
func run(t *testing.T, leaves []leaf, by int, f build) (float64, [][]float64) {
	t.Helper()
	g := gorgonia.NewGraph()
	var nodes gorgonia.Nodes
	for _, l := range leaves {
		v := tensor.New(tensor.WithShape(l.shape...), tensor.WithBacking(append([]float64(nil), l.data...)))
		nodes = append(nodes, gorgonia.NewTensor(g, tensor.Float64, l.shape.Dims(), gorgonia.WithShape(l.shape...), gorgonia.WithName(l.name), gorgonia.WithValue(v)))
	}
	y, err := f(g, nodes)
	if err != nil {
		t.Fatal(err)
	}
	if !y.IsScalar() {
		r := rand.New(rand.NewPCG(8, 9))
		weights := random(r, "weights", y.Shape()...)
		v := tensor.New(tensor.WithShape(y.Shape()...), tensor.WithBacking(weights.data))
		y = gorgonia.Must(gorgonia.HadamardProd(y, gorgonia.NewTensor(g, tensor.Float64, y.Dims(), gorgonia.WithShape(y.Shape()...), gorgonia.WithName("weights"), gorgonia.WithValue(v))))
		y = gorgonia.Must(gorgonia.Sum(y))
	}
	grads, err := gorgonia.Grad(y, nodes[:by]...)
	if err != nil {
		t.Fatal(err)
	}
	var value gorgonia.Value
	gorgonia.Read(y, &value)
	vm := gorgonia.NewTapeMachine(g)
	defer vm.Close()
	if err := vm.RunAll(); err != nil {
		t.Fatal(err)
	}
	var out [][]float64
	for _, g := range grads {
		out = append(out, append([]float64(nil), g.Value().Data().([]float64)...))
	}
	return value.Data().(float64), out
}

// labels is a leaf of class numbers.
func labels(g *gorgonia.ExprGraph, classes ...int32) *gorgonia.Node {
	v := tensor.New(tensor.WithShape(len(classes)), tensor.WithBacking(classes))
	return gorgonia.NewTensor(g, tensor.Int32, 1, gorgonia.WithShape(len(classes)), gorgonia.WithName("labels"), gorgonia.WithValue(v))
}

// Every operation's gradient is compared with central finite differences in float64.
func TestGradients(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	x, w, b := random(r, "x", 5, 4), random(r, "w", 4, 3), random(r, "b", 3)
	targets := leaf{"targets", tensor.Shape{2, 3}, []float64{0, 1, 0, 0.2, 0.3, 0.5}}
	dense := func(bias bool, c DenseConfig) build {
		return func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			if c.Data { // w, b, x: only the first are derived by
				return Dense(x[2], x[0], x[1], c)
			}
			if !bias {
				return Dense(x[0], x[1], nil, c)
			}
			return Dense(x[0], x[1], x[2], c)
		}
	}
	for _, c := range []struct {
		name   string
		leaves []leaf
		by     int
		f      build
	}{
		{"dense", []leaf{x, w, b}, 3, dense(true, DenseConfig{})},
		{"dense without bias", []leaf{x, w}, 2, dense(false, DenseConfig{})},
		{"dense with ReLU", []leaf{x, w, b}, 3, dense(true, DenseConfig{ReLU: true})},
		{"dense with ReLU without bias", []leaf{x, w}, 2, dense(false, DenseConfig{ReLU: true})},
		{"dense on data", []leaf{w, b, x}, 2, dense(true, DenseConfig{ReLU: true, Data: true})},
		{"dense below a dense with ReLU", []leaf{x, w, b, random(r, "w2", 3, 2)}, 4, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			y, err := Dense(x[0], x[1], x[2], DenseConfig{ReLU: true})
			if err != nil {
				return nil, err
			}
			return Dense(y, x[3], nil, DenseConfig{})
		}},
		{"ReLU below a dense", []leaf{x, w}, 2, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			y, err := ReLU(x[0])
			if err != nil {
				return nil, err
			}
			return Dense(y, x[1], nil, DenseConfig{})
		}},
		{"ReLU below two denses", []leaf{x, w, random(r, "w2", 4, 3)}, 3, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			y, err := ReLU(x[0])
			if err != nil {
				return nil, err
			}
			one, err := Dense(y, x[1], nil, DenseConfig{})
			if err != nil {
				return nil, err
			}
			two, err := Dense(y, x[2], nil, DenseConfig{})
			if err != nil {
				return nil, err
			}
			return gorgonia.Add(one, two)
		}},
		{"dropout", []leaf{random(r, "x", 6, 7)}, 1, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Dropout(x[0], 0.3, &Clock{Seed: 5, Step: 3}, 1)
		}},
		{"dropout of three axes", []leaf{random(r, "x", 2, 3, 4)}, 1, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Dropout(x[0], 0.3, &Clock{Seed: 5, Step: 3}, 1)
		}},
		{"relu", []leaf{random(r, "x", 6, 7)}, 1, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) { return ReLU(x[0]) }},
		{"softmax", []leaf{random(r, "x", 5, 4)}, 1, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) { return Softmax(x[0]) }},
		{"reshape", []leaf{random(r, "x", 2, 3, 4)}, 1, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) { return Reshape(x[0], 2, 12) }},
		{"sparse cross-entropy", []leaf{random(r, "x", 4, 3)}, 1, func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			return SparseCrossEntropy(x[0], labels(g, 2, 0, 1, 2))
		}},
		{"cross-entropy", []leaf{random(r, "x", 2, 3), targets}, 1, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			return CrossEntropy(x[0], x[1])
		}},
		{"sparse likelihood", []leaf{{"p", tensor.Shape{3, 3}, []float64{0.2, 0.5, 0.3, 0.9, 0.05, 0.05, 0.1, 0, 0.9}}}, 1, func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Likelihood(x[0], labels(g, 1, 0, 2))
		}},
		{"likelihood", []leaf{{"p", tensor.Shape{2, 3}, []float64{0.2, 0.5, 0.3, 0.9, 0.05, 0.05}}, targets}, 1, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Likelihood(x[0], x[1])
		}},
		{"cross-entropy times two", []leaf{random(r, "x", 2, 3), targets}, 1, func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			y, err := CrossEntropy(x[0], x[1])
			if err != nil {
				return nil, err
			}
			return gorgonia.Mul(y, gorgonia.NewConstant(2.0))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, symbolic := run(t, c.leaves, c.by, c.f)
			const h = 1e-6
			for k := range symbolic {
				for i, got := range symbolic[k] {
					data := c.leaves[k].data
					old := data[i]
					data[i] = old + h
					above, _ := run(t, c.leaves, c.by, c.f)
					data[i] = old - h
					below, _ := run(t, c.leaves, c.by, c.f)
					data[i] = old
					want := (above - below) / (2 * h)
					if err := math.Abs(got - want); !(err <= 1e-6*math.Max(1, math.Abs(want))) {
						t.Errorf("by %s[%d]: got %v, finite differences give %v", c.leaves[k].name, i, got, want)
					}
				}
			}
		})
	}
}

// ReLU's derivative at 0 is 0 in Keras and in PyTorch; gorgonia's Rectify has 1.
func TestReLUAtZero(t *testing.T) {
	zero := []leaf{{"x", tensor.Shape{1, 3}, []float64{-1, 0, 1}}}
	identity := leaf{"w", tensor.Shape{3, 3}, []float64{1, 0, 0, 0, 1, 0, 0, 0, 1}}
	for name, f := range map[string]build{
		"relu": func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			y, err := ReLU(x[0])
			return gorgonia.Must(gorgonia.Sum(y)), err
		},
		"dense": func(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			y, err := Dense(x[0], x[1], nil, DenseConfig{ReLU: true})
			return gorgonia.Must(gorgonia.Sum(y)), err
		},
	} {
		_, grads := run(t, append(zero, identity)[:map[string]int{"relu": 1, "dense": 2}[name]], 1, f)
		if got := grads[0]; got[0] != 0 || got[1] != 0 || got[2] != 1 {
			t.Errorf("%s: derivative at -1, 0, 1 is %v, want 0, 0, 1", name, got)
		}
	}
}

// forward runs an operation in float32 and returns what it puts out.
func forward(t *testing.T, shape tensor.Shape, data []float32, f func(x *gorgonia.Node) (*gorgonia.Node, error)) (gorgonia.Value, error) {
	t.Helper()
	g := gorgonia.NewGraph()
	v := tensor.New(tensor.WithShape(shape...), tensor.WithBacking(data))
	x := gorgonia.NewTensor(g, tensor.Float32, shape.Dims(), gorgonia.WithShape(shape...), gorgonia.WithName("x"), gorgonia.WithValue(v))
	y, err := f(x)
	if err != nil {
		return nil, err
	}
	vm := gorgonia.NewTapeMachine(g)
	defer vm.Close()
	if err := vm.RunAll(); err != nil {
		return nil, err
	}
	return y.Value(), nil
}

// At logits of ±1000 the loss is the difference of the logits, by hand: the
// label's own logit is 1000 (loss 0) or the other's is (loss 2000).
func TestCrossEntropyAtThousand(t *testing.T) {
	for label, want := range []float32{0, 2000} {
		v, err := forward(t, tensor.Shape{1, 2}, []float32{1000, -1000}, func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return SparseCrossEntropy(x, labels(x.Graph(), int32(label)))
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := v.Data().(float32); got != want {
			t.Errorf("label %d: loss is %v, want %v", label, got, want)
		}
	}
}

// Keras clips probabilities to 1e-7..1-1e-7 and has no derivative beyond: at a
// label's probability of 0 the loss is -log 1e-7 = 16.118, at 1 it is 1e-7. The
// derivative of -log(p/(p+q)) by p is 1/(p+q) - 1/p, -1 at halves.
func TestLikelihoodIsClipped(t *testing.T) {
	for _, c := range []struct{ p, loss, gradient float64 }{
		{0, -math.Log(1e-7), 0},
		{1, -math.Log(1 - 1e-7), 0},
		{0.5, math.Log(2), -1},
	} {
		x := []leaf{{"p", tensor.Shape{1, 2}, []float64{c.p, 1 - c.p}}}
		loss, grads := run(t, x, 1, func(g *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
			return Likelihood(x[0], labels(g, 0))
		})
		if math.Abs(loss-c.loss) > 1e-12 || math.Abs(grads[0][0]-c.gradient) > 1e-12 {
			t.Errorf("p = %v: loss %v, gradient %v, want %v, %v", c.p, loss, grads[0][0], c.loss, c.gradient)
		}
	}
}

func TestErrors(t *testing.T) {
	leaf := func(x *gorgonia.Node, name string, shape ...int) *gorgonia.Node {
		v := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(shape...))
		return gorgonia.NewTensor(x.Graph(), tensor.Float32, len(shape), gorgonia.WithShape(shape...), gorgonia.WithName(name), gorgonia.WithValue(v))
	}
	for _, c := range []struct {
		want string
		f    func(x *gorgonia.Node) (*gorgonia.Node, error)
	}{
		{"4 != 5", func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return Dense(x, leaf(x, "w", 5, 3), nil, DenseConfig{})
		}},
		{"3 != 2", func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return Dense(x, leaf(x, "w", 4, 3), leaf(x, "b", 2), DenseConfig{})
		}},
		{"want 0 <= rate < 1", func(x *gorgonia.Node) (*gorgonia.Node, error) { return Dropout(x, 1, &Clock{}, 0) }},
		{"want 0 <= rate < 1", func(x *gorgonia.Node) (*gorgonia.Node, error) { return Dropout(x, math.NaN(), &Clock{}, 0) }},
		{"has 8 elements", func(x *gorgonia.Node) (*gorgonia.Node, error) { return Reshape(x, 3, 3) }},
		{"labels are (3)", func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return SparseCrossEntropy(x, labels(x.Graph(), 0, 1, 2))
		}},
		{"targets are (2, 3)", func(x *gorgonia.Node) (*gorgonia.Node, error) { return CrossEntropy(x, leaf(x, "t", 2, 3)) }},
		{"label", func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return SparseCrossEntropy(x, labels(x.Graph(), 0, 4))
		}},
		{"label", func(x *gorgonia.Node) (*gorgonia.Node, error) {
			return SparseCrossEntropy(x, labels(x.Graph(), -1, 0))
		}},
	} {
		_, err := forward(t, tensor.Shape{2, 4}, make([]float32, 8), c.f)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got error %v, want one with %q", err, c.want)
		}
	}
}

// gorgonia merges operations of equal hashes: two dropouts of one input, at
// different rates, must stay two.
func TestOperationsAreNotMerged(t *testing.T) {
	n := 1000
	ones := make([]float32, n)
	for i := range ones {
		ones[i] = 1
	}
	v, err := forward(t, tensor.Shape{1, n}, ones, func(x *gorgonia.Node) (*gorgonia.Node, error) {
		clock := &Clock{Seed: 1}
		half, err := Dropout(x, 0.5, clock, 1)
		if err != nil {
			return nil, err
		}
		tenth, err := Dropout(x, 0.1, clock, 2)
		if err != nil {
			return nil, err
		}
		return gorgonia.Sub(half, tenth)
	})
	if err != nil {
		t.Fatal(err)
	}
	different := 0
	for _, d := range v.Data().([]float32) {
		if d != 0 {
			different++
		}
	}
	// The values are 0 or 2 and 0 or 10/9: equal only where both are 0, with probability 0.05.
	if different < n*9/10 {
		t.Errorf("%d of %d elements differ, want about %d", different, n, n*95/100)
	}
}

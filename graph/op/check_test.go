package op

import (
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"digits/graph/kernel"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// operation is one that check looks at: f of the leaves, of which the first so
// many have a gradient.
type operation struct {
	name   string
	leaves []leaf
	by     int
	f      build
}

// check holds an operation against finite differences in float64, gorgonia's
// machine against a walk, float32 against float64, one core against two; it
// counts what a step allocates, and asks for second derivatives.
func check(t *testing.T, operations ...operation) {
	t.Helper()
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			double := newTape[float64](t, o)
			double.run(t)
			double.differences(t, o)
			checkMachine(t, o, double)
			checkSingle(t, o, double)
			checkSecond(t, o)
		})
	}
}

// differences compares every gradient with central finite differences, of large
// leaves every so many elements.
func (p *tape[T]) differences(t *testing.T, o operation) {
	t.Helper()
	const h = 1e-6
	for k := range o.by {
		data, grads := p.leaves[k], p.result(2+k)
		for i := 0; i < len(data); i += 1 + len(data)/97 {
			old, got := data[i], grads[i]
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

// checkMachine compares with what gorgonia's TapeMachine computes, which may
// write over what it takes to be unused.
func checkMachine(t *testing.T, o operation, double *tape[float64]) {
	t.Helper()
	value, grads := run(t, o.leaves, o.by, o.f)
	for i, got := range append([][]float64{{value}}, grads...) {
		for j, want := range double.result(1 + i) {
			if !(math.Abs(got[j]-want) <= 1e-12*math.Max(1, math.Abs(want))) {
				t.Errorf("output %d[%d] is %v in gorgonia's machine, want %v", i, j, got[j], want)
			}
		}
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
		// In plain Go the gradients of a convolution, of images, sum each product by itself.
		scratch := kernel.ISA() == "portable" && slices.ContainsFunc(o.leaves, func(l leaf) bool { return len(l.shape) == 4 })
		if cores == 0 && p.ours() && !raceDetector && !scratch {
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

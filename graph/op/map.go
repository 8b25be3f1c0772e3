package op

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
	"digits/graph/pointwise"
	"digits/graph/portable"
)

// Function is a function of one number and its derivative. Both are computed
// in float64, whatever the type of the graph, and must not keep state: several
// goroutines call them.
type Function struct {
	Name              string
	Value, Derivative func(x float64) float64

	// Values and Derivatives, if not nil, are what a float32 graph takes instead.
	Values, Derivatives pointwise.Func

	// Portable, if not nil, adds the function to a trace, for other programs.
	Portable func(t *portable.Trace, x portable.Value) portable.Value
}

// Map returns f of each element of x. Its gradient is that of y times f's
// derivative.
func Map(x *gorgonia.Node, f Function) (*gorgonia.Node, error) {
	axes := x.Dims()
	return apply(
		func() gorgonia.Op { return &mapped[float32]{alike: newAlike(f.Name, axes, "x"), f: f} },
		func() gorgonia.Op { return &mapped[float64]{alike: newAlike(f.Name, axes, "x"), f: f} },
		x)
}

type mapped[T kernel.Float] struct {
	alike
	f   Function
	y   buffer[T]
	job mapping[T]
}

// Do computes y.
func (m *mapped[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	m.job = mapping[T]{f: m.f.Value, many: m.f.Values, x: x, y: m.y.of(inputs[0].Shape()...)}
	kernel.Parallel(len(x), worthACore, &m.job)
	return m.y.tensor, nil
}

// DiffWRT says that x has a gradient.
func (m *mapped[T]) DiffWRT(int) []bool { return []bool{true} }

// SymDiff builds dx = dy·f'(x).
func (m *mapped[T]) SymDiff(inputs gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	grad := &mapGrad[T]{alike: newAlike(m.name+"Grad", m.axes, "x", "dy"), f: m.f}
	dx, err := gorgonia.ApplyOp(grad, inputs[0], dy)
	return gorgonia.Nodes{dx}, err
}

type mapGrad[T kernel.Float] struct {
	alike
	f   Function
	dx  buffer[T]
	job mapping[T]
}

func (m *mapGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, dy, err := twoFloats[T](inputs)
	if err != nil {
		return nil, err
	}
	m.job = mapping[T]{f: m.f.Derivative, many: m.f.Derivatives, x: x, dy: dy, y: m.dx.of(inputs[0].Shape()...)}
	kernel.Parallel(len(x), worthACore, &m.job)
	return m.dx.tensor, nil
}

// worthACore is how many elements a core takes at least.
const worthACore = 512

// mapping is a kernel.Job: y = f(x), times dy if there is one.
type mapping[T kernel.Float] struct {
	f        func(float64) float64
	many     pointwise.Func
	x, dy, y []T
}

// Run does elements lo..hi-1.
func (m *mapping[T]) Run(lo, hi int) {
	y := m.y[lo:hi]
	if m.many != nil && isSingle[T]() {
		inBlocks(single(m.x[lo:hi]), single(y), m.many)
	} else {
		for i, x := range m.x[lo:hi] {
			y[i] = T(m.f(float64(x)))
		}
	}
	if m.dy == nil {
		return
	}
	if isSingle[T]() {
		kernel.MulBlock(single(y), single(y), single(m.dy[lo:hi]))
		return
	}
	for i, dy := range m.dy[lo:hi] {
		y[i] *= dy
	}
}

func inBlocks(x, y []float32, f pointwise.Func) {
	for i := 0; i < len(x); i += pointwise.Block {
		end := min(i+pointwise.Block, len(x))
		f(x[i:end], y[i:end])
	}
}

// Portable is what the function says it is.
func (m *mapped[T]) Portable(t *portable.Trace, _ []int, inputs ...portable.Value) (portable.Value, error) {
	return portableFunction(m.f.Portable, t, inputs[0])
}

// errOwn is of a function that is Go code alone.
var errOwn = errors.New("is a function of one's own")

func portableFunction(f func(t *portable.Trace, x portable.Value) portable.Value, t *portable.Trace, x portable.Value) (portable.Value, error) {
	if f == nil {
		return x, errOwn
	}
	return f(t, x), nil
}

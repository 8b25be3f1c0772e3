package op

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// Clock is the state of the random streams of a model: a mask is a pure
// function of the seed, the stream (one a dropout layer) and the step, so a
// run can be repeated, and resumed, to the bit.
type Clock struct {
	Seed, Step uint64
}

// Dropout sets each element of x to 0 with the given rate, 0 <= rate < 1, and
// multiplies the others by 1/(1-rate), so that the mean is kept (Srivastava et
// al., 2014, in the "inverted" form). The mask changes when the clock's step does.
func Dropout(x *gorgonia.Node, rate float64, clock *Clock, stream uint64) (*gorgonia.Node, error) {
	if !(rate >= 0 && rate < 1) {
		return nil, errors.Errorf("op: dropout: rate is %v, want 0 <= rate < 1", rate)
	}
	if clock == nil {
		return nil, errors.New("op: dropout: got no clock: its mask would never change")
	}
	axes := x.Shape().Dims()
	return apply(
		func() gorgonia.Op { return newDropout[float32](axes, rate, clock, stream) },
		func() gorgonia.Op { return newDropout[float64](axes, rate, clock, stream) },
		x)
}

type dropout[T kernel.Float] struct {
	alike
	rate   float64
	clock  *Clock
	stream uint64
	y      buffer[T]
	mask   []T
}

func newDropout[T kernel.Float](axes int, rate float64, clock *Clock, stream uint64) *dropout[T] {
	return &dropout[T]{alike: newAlike("dropout", axes, "x"), rate: rate, clock: clock, stream: stream}
}

// Do draws the step's mask and applies it.
func (d *dropout[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	if len(d.mask) != len(x) {
		d.mask = kernel.Aligned[T](len(x))
	}
	y := d.y.of(inputs[0].Shape()...)
	key := kernel.DropoutKey{Seed: d.clock.Seed, Stream: d.stream, Step: d.clock.Step}
	kernel.Dropout(x, y, d.mask, d.rate, key)
	return d.y.tensor, nil
}

// DiffWRT says that x has a gradient.
func (d *dropout[T]) DiffWRT(int) []bool { return []bool{true} }

// SymDiff builds dx = dy·mask. The output is an input of it, so that it runs
// after the mask was drawn.
func (d *dropout[T]) SymDiff(_ gorgonia.Nodes, y, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	dx, err := gorgonia.ApplyOp(&dropoutGrad[T]{alike: newAlike("dropoutGrad", d.axes, "dy", "y"), forward: d}, dy, y)
	return gorgonia.Nodes{dx}, err
}

type dropoutGrad[T kernel.Float] struct {
	alike
	forward *dropout[T]
	dx      buffer[T]
}

func (d *dropoutGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	dy, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	kernel.Mul(d.dx.of(inputs[0].Shape()...), dy, d.forward.mask)
	return d.dx.tensor, nil
}

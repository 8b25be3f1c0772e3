package op

import (
	"math"

	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// Noise adds a normally distributed number of the given standard deviation to
// each element of x, Keras' GaussianNoise. It changes when the clock's step does,
// and is a function of the clock, the stream and the element alone.
func Noise(x *gorgonia.Node, deviation float64, clock *Clock, stream uint64) (*gorgonia.Node, error) {
	if !(deviation >= 0) || math.IsInf(deviation, 1) {
		return nil, errors.Errorf("op: noise: deviation is %v, want a number that is not below 0", deviation)
	}
	if clock == nil {
		return nil, errors.New("op: noise: got no clock: it would never change")
	}
	axes := x.Dims()
	return apply(
		func() gorgonia.Op { return newNoise[float32](axes, deviation, clock, stream) },
		func() gorgonia.Op { return newNoise[float64](axes, deviation, clock, stream) },
		x)
}

type noise[T kernel.Float] struct {
	alike
	deviation float64
	clock     *Clock
	stream    uint64
	y         buffer[T]
}

func newNoise[T kernel.Float](axes int, deviation float64, clock *Clock, stream uint64) *noise[T] {
	return &noise[T]{alike: newAlike("noise", axes, "x"), deviation: deviation, clock: clock, stream: stream}
}

// Do draws the step's numbers and adds them.
func (o *noise[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	key := kernel.DropoutKey{Seed: o.clock.Seed, Stream: o.stream, Step: o.clock.Step}
	kernel.Noise(x, o.y.of(inputs[0].Shape()...), o.deviation, key)
	return o.y.tensor, nil
}

// SymDiff hands on the gradient.
func (o *noise[T]) SymDiff(_ gorgonia.Nodes, _, dy *gorgonia.Node) (gorgonia.Nodes, error) {
	return gorgonia.Nodes{dy}, nil
}

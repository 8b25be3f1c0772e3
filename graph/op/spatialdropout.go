package op

import (
	"github.com/pkg/errors"
	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// SpatialDropout is Dropout of whole channels of images x (batch, height, width,
// channels): each of an image's is set to 0 or multiplied as one (Tompson et al., 2015).
func SpatialDropout(x *gorgonia.Node, rate float64, clock *Clock, stream uint64) (*gorgonia.Node, error) {
	if !(rate >= 0 && rate < 1) || clock == nil || x.Dims() != 4 {
		return nil, errors.Errorf("op: spatialDropout: got rate %v, clock %v, x %v, want 0 <= rate < 1, a clock, and (batch, height, width, channels)", rate, clock, x.Shape())
	}
	return apply(
		func() gorgonia.Op {
			return &spatialDropout[float32]{dropout: newDropout[float32](4, rate, clock, stream)}
		},
		func() gorgonia.Op {
			return &spatialDropout[float64]{dropout: newDropout[float64](4, rate, clock, stream)}
		},
		x)
}

type spatialDropout[T kernel.Float] struct {
	*dropout[T]
	ones, channels, drawn []T // of each channel of each image
}

// Do draws the step's mask and applies it.
func (d *spatialDropout[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	x, err := floats[T](inputs[0])
	if err != nil {
		return nil, err
	}
	s := inputs[0].Shape()
	n := s[0] * s[3]
	if len(d.mask) != len(x) || len(d.ones) != n {
		d.mask, d.ones, d.channels, d.drawn = kernel.Aligned[T](len(x)), make([]T, n), make([]T, n), make([]T, n)
		for i := range d.ones {
			d.ones[i] = 1
		}
	}
	kernel.Dropout(d.ones, d.channels, d.drawn, d.rate, kernel.DropoutKey{Seed: d.clock.Seed, Stream: d.stream, Step: d.clock.Step})
	pixels := s[1] * s[2]
	for i := range s[0] * pixels {
		copy(d.mask[i*s[3]:], d.drawn[i/pixels*s[3]:][:s[3]])
	}
	y := d.y.of(s[0], s[1], s[2], s[3])
	kernel.Mul(y, x, d.mask)
	return d.y.tensor, nil
}

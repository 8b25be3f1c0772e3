package augment

import "math/rand/v2"

// knotSpacing is the distance, in pixels of a 28x28 image, between the random
// values that an elastic displacement is spun between. Simard et al. smooth white
// noise by a Gaussian of deviation 4. A uniform cubic B-spline over knots h apart
// is a bell of deviation h/√3: h = 4·√3 = 6.9 is the same in effect.
const knotSpacing = 7

// knots is how many knots a fabric has along each side. Windows of it begin at
// (7·16)² places, and dx and dy have their own: that makes 157 million elastic
// displacements of 28x28, far more than a training sees.
const knots = 16

// splineGain is the deviation of a field over knots of variance 1. A cubic
// B-spline's squares sum, on average over a knot's span, to 151/315 along each
// axis: √(151/315)² for both.
const splineGain = 151.0 / 315

// fabric is a smooth random field of variance 1 that repeats itself after side
// pixels. The displacement of an image along an axis is a window of it: to
// cut one takes no time, to spin one would take longer than the rest of a change.
type fabric struct {
	side   int
	stride int
	values []float32 // (side+width, stride), column by column, and room to read on
}

// ahead is the room to read on after an image's displacements: strips are read
// whole, of up to three columns more than needed.
const ahead = 3

// still is a fabric for no displacement: one column of 0 for all.
func still(height int) fabric { return fabric{values: make([]float32, height+strip)} }

// newFabric spins the fabric for images of that size.
func newFabric(height, width, spacing int, seed uint64) fabric {
	f := fabric{side: knots * spacing}
	f.stride = f.side + height + strip
	random := rand.New(rand.NewPCG(seed^stream, 0))
	var at [knots][knots]float32
	for i := range at {
		for j := range at[i] {
			at[i][j] = float32(random.NormFloat64() / splineGain)
		}
	}
	f.values = make([]float32, (f.side+width+ahead)*f.stride)
	for i := range f.values {
		x, y := i/f.stride, i%f.stride
		rows, columns := spline(y%spacing, spacing), spline(x%spacing, spacing)
		for r, v := range rows {
			for c, w := range columns {
				f.values[i] += float32(float32(v*w) * at[(y/spacing+r)%knots][(x/spacing+c)%knots])
			}
		}
	}
	return f
}

// spline returns the uniform cubic B-spline's weights of the four knots around a
// place in a span.
func spline(place, spacing int) [4]float32 {
	t := float32(place) / float32(spacing)
	u := 1 - t
	inner := func(t float32) float32 { return (4 - float32(6*t*t) + float32(3*t*t*t)) / 6 }
	return [4]float32{u * u * u / 6, inner(t), inner(u), t * t * t / 6}
}

// window draws a place of the fabric: the displacement of the pixel at (x, y)
// is at [x*stride+y].
func (f *fabric) window(r *random) []float32 {
	side := float32(f.side)
	y, x := int(r.unit()*side), int(r.unit()*side)
	return f.values[x*f.stride+y:]
}

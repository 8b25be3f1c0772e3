package augment

// knotSpacing is the distance, in pixels of a 28x28 image, between the random
// values that an elastic field is spun between. Simard et al. smooth white noise
// by a Gaussian of deviation 4. A uniform cubic B-spline over knots h apart does
// the same at a fraction of the work: the spline is a bell of deviation h/√3, so
// that h = 4·√3 = 6.9.
const knotSpacing = 7

// splineGain is the deviation of a field over knots of variance 1. A cubic
// B-spline's squares sum, on average over a knot's span, to 151/315 along each
// axis: √(151/315)² for both.
const splineGain = 151.0 / 315

// taps is how many knots a place depends on along each axis.
const taps = 4

// splines are the weights of the four knots around each pixel of a span.
type splines [][taps]float32

// newSplines returns the uniform cubic B-spline's weights at so many places of a span.
func newSplines(spacing int) splines {
	s := make(splines, spacing)
	for i := range s {
		t := float32(i) / float32(spacing)
		u := 1 - t
		s[i] = [taps]float32{
			u * u * u / 6,
			(4 - 6*t*t + 3*t*t*t) / 6,
			(4 - 6*u*u + 3*u*u*u) / 6,
			t * t * t / 6,
		}
	}
	return s
}

// field is a smooth random displacement of each pixel, in pixels.
type field struct {
	height, width int
	rows, columns int // of knots
	splines       splines
	knots         []float32 // (2, rows, columns): those of dx, those of dy
	across        []float32 // (2, rows, width)
	dx, dy        []float32 // (height, width)
}

func newField(height, width int, s splines) field {
	// One knot more than spans, two for the spline's width, one for the phase.
	count := func(pixels int) int { return (pixels-1)/len(s) + taps + 1 }
	f := field{height: height, width: width, rows: count(height), columns: count(width), splines: s}
	f.knots = make([]float32, 2*f.rows*f.columns)
	f.across = make([]float32, 2*f.rows*width)
	f.dx, f.dy = make([]float32, height*width), make([]float32, height*width)
	return f
}

// draw makes a new field of that deviation. Its knots lie anywhere, so that no
// pixel is special.
func (f *field) draw(r *random, deviation float32) {
	r.fill(f.knots)
	gain := deviation / splineGain
	for i := range f.knots {
		f.knots[i] *= gain
	}
	spacing := float32(len(f.splines))
	left, up := int(r.unit()*spacing), int(r.unit()*spacing)
	for row := range 2 * f.rows {
		f.spin(f.across[row*f.width:][:f.width], f.knots[row*f.columns:], left)
	}
	half := f.rows * f.width
	for y := range f.height {
		knot, place := (y+up)/len(f.splines), (y+up)%len(f.splines)
		weights := &f.splines[place]
		f.weigh(f.dx[y*f.width:][:f.width], f.across[knot*f.width:half], weights)
		f.weigh(f.dy[y*f.width:][:f.width], f.across[half+knot*f.width:], weights)
	}
}

// spin writes the spline through a row of knots.
func (f *field) spin(dst, knots []float32, phase int) {
	for x, place := 0, phase; x < len(dst); place, knots = 0, knots[1:] {
		a, b, c, d := knots[0], knots[1], knots[2], knots[3]
		for ; place < len(f.splines) && x < len(dst); x, place = x+1, place+1 {
			w := &f.splines[place]
			dst[x] = a*w[0] + b*w[1] + c*w[2] + d*w[3]
		}
	}
}

// weigh writes the weighted sum of four successive rows.
func (f *field) weigh(dst, rows []float32, w *[taps]float32) {
	a, b := rows[:len(dst)], rows[f.width:][:len(dst)]
	c, d := rows[2*f.width:][:len(dst)], rows[3*f.width:][:len(dst)]
	for x := range dst {
		dst[x] = a[x]*w[0] + b[x]*w[1] + c[x]*w[2] + d[x]*w[3]
	}
}

// at returns the displacement at the pixel next to a place.
func (f *field) at(x, y float32) (dx, dy float32) {
	column := min(max(int(x+0.5), 0), f.width-1)
	row := min(max(int(y+0.5), 0), f.height-1)
	i := row*f.width + column
	return f.dx[i], f.dy[i]
}

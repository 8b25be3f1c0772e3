package kernel

// ConvGradient is what the gradients of a convolution have in common: its results, where
// their maxima are, and their gradient.
type ConvGradient[T Float] struct {
	*Conv
	y, dy []T
	at    []uint16
}

func (j *ConvGradient[T]) set(c *Conv, n int, y, dy []T, at []uint16) {
	wantLength("Conv", "dy", len(dy), n*c.Results())
	if !c.Pool.none() {
		wantLength("Conv", "at", len(at), n*c.Results())
	}
	*j = ConvGradient[T]{c, y, dy, at}
}

// before returns the gradient of image n's products, dz (patches, filters), through the
// pool and ReLU, and how many of them are known not to be 0, at most.
func (j *ConvGradient[T]) before(s *convScratch[T], n int) (dz []T, count int) {
	size := j.Results()
	dy, y := j.dy[n*size:][:size], j.over(n)
	if j.Pool.none() && y == nil {
		return dy, size
	}
	s.dz = roomFor(s.dz, j.Patches()*j.Filters)
	if !j.Pool.none() {
		clear(s.dz)
		return s.dz, spread(&j.Pool, j.Conv.Out[1], j.Filters, dy, y, j.at[n*size:], s.dz, j.Filters, 1)
	}
	for i, d := range dy {
		if !(y[i] > 0) {
			d = 0
		}
		s.dz[i] = d
	}
	return s.dz, size
}

// over is the result of image n where ReLU masks by it, else nil.
func (j *ConvGradient[T]) over(n int) []T {
	if !j.ReLU {
		return nil
	}
	size := j.Results()
	return j.y[n*size:][:size]
}

// sparse tells whether so few of dz are not 0 that leaving the others out is faster.
func (j *ConvGradient[T]) sparse(count int) bool {
	return !j.Pool.none() && count < j.Patches()*j.Filters/3
}

package kernel

// ConvForward is the job of the results y of n images x, (n, Height, Width, Channels), with
// the weights w, (Kernel, Channels/Groups, Filters), and b, (Filters) or nil. At, as long as
// y, is where in its window each maximum of the pool is, nil without one. An item is an
// image. The zero value is ready for use.
type ConvForward[T Float] struct {
	*Conv
	x, w, b, y []T
	at         []uint16
}

// Do computes y. It panics if a slice is shorter than its shape.
func (j *ConvForward[T]) Do(c *Conv, n int, x, w, b, y []T, at []uint16) {
	c.check(n, len(x), len(y), len(w))
	wantLengthOrNil("Conv", "b", b, c.Filters)
	if !c.Pool.none() {
		wantLength("Conv", "at", len(at), n*c.Results())
	}
	j.Conv, j.x, j.w, j.b, j.y, j.at = c, x, w, b, y, at
	Parallel(n, 1, j)
	j.x, j.w, j.b, j.y, j.at = nil, nil, nil, nil, nil
}

// Run computes images lo..hi-1.
func (j *ConvForward[T]) Run(lo, hi int) {
	s := takeConvScratch[T]()
	for n := lo; n < hi; n++ {
		size := j.Results()
		x, y := j.x[n*j.pixels():][:j.pixels()], j.y[n*size:][:size]
		if j.Pool.none() {
			j.image(s, x, y)
			continue
		}
		s.results = roomFor(s.results, j.Patches()*j.Filters)
		j.image(s, x, s.results)
		maxPool(&j.Pool, j.Conv.Out, j.Filters, s.results, y, j.at[n*size:][:size])
	}
	s.give()
}

// image computes what an image becomes before the pool.
func (j *ConvForward[T]) image(s *convScratch[T], x, y []T) {
	_, filters := j.group()
	rows := j.bandRows()
	for g := range j.Groups {
		for top := 0; top < j.Conv.Out[0]; top += rows {
			bottom := min(top+rows, j.Conv.Out[0])
			m := s.patchesOf(j.Conv, x, g, top, bottom)
			p := product[T]{
				m: (bottom - top) * j.Conv.Out[1], n: filters, k: j.Depth(),
				a: m.data, aRow: m.row, aCol: m.col,
				b: j.w[g*filters:], bRow: j.Filters, bCol: 1,
				c: y[top*j.Conv.Out[1]*j.Filters+g*filters:], cRow: j.Filters,
				relu: j.ReLU,
			}
			if j.b != nil {
				p.bias = j.b[g*filters:][:filters]
			}
			p.do()
		}
	}
}

package kernel

// ConvKernelGrad is the job of the gradients dw and db of a convolution's weights. An
// item is a part of the images, whose gradients are summed in order, then those of the
// parts. The zero value is ready for use.
type ConvKernelGrad[T Float] struct {
	ConvGradient[T]
	n, parts     int
	x            []T
	sums, biases []T // of each part
}

const (
	// convParts is the number of parts at most: cores that can share the job.
	convParts = 16
	// longDepth is from how many weights of a filter on the sums of a part are (filters,
	// depth), as lists need them, and not (depth, filters).
	longDepth = 48
)

// Do computes dw, as w, and, unless it is nil, db, (Filters), of the gradient dy of the
// results y of n images x, at being where the maxima of the pool are.
func (j *ConvKernelGrad[T]) Do(c *Conv, n int, x, y, dy []T, at []uint16, dw, db []T) {
	c.check(n, len(x), len(y), len(dw))
	wantLengthOrNil("Conv", "db", db, c.Filters)
	j.set(c, n, y, dy, at)
	j.n, j.parts, j.x = n, min(n, convParts), x
	j.sums = roomFor(j.sums, j.parts*len(dw))
	j.biases = roomFor(j.biases, j.parts*c.Filters)
	Parallel(j.parts, 1, j)
	size := len(dw)
	for part := 1; part < j.parts; part++ {
		addTo(j.sums[:size], j.sums[part*size:])
		addTo(j.biases[:c.Filters], j.biases[part*c.Filters:])
	}
	j.collect(dw)
	copy(db, j.biases)
	j.ConvGradient, j.x = ConvGradient[T]{}, nil
}

// collect puts the sums in the order of the weights.
func (j *ConvKernelGrad[T]) collect(dw []T) {
	_, filters := j.group()
	depth := j.Depth()
	for g := range j.Groups {
		sums := j.sums[g*depth*filters:][:depth*filters]
		for k := range depth {
			row := dw[k*j.Filters+g*filters:][:filters]
			if depth < longDepth {
				copy(row, sums[k*filters:])
				continue
			}
			for f := range row {
				row[f] = sums[f*depth+k]
			}
		}
	}
}

// Run computes parts lo..hi-1.
func (j *ConvKernelGrad[T]) Run(lo, hi int) {
	s := takeConvScratch[T]()
	size := j.Depth() * j.Filters
	for part := lo; part < hi; part++ {
		sums, db := j.sums[part*size:][:size], j.biases[part*j.Filters:][:j.Filters]
		clear(sums)
		clear(db)
		for n := part * j.n / j.parts; n < (part+1)*j.n/j.parts; n++ {
			x := j.x[n*j.pixels():][:j.pixels()]
			if !j.leaveOut(s, n, x, sums, db) {
				j.image(s, n, x, sums, db)
			}
		}
	}
	s.give()
}

// image adds what an image contributes.
func (j *ConvKernelGrad[T]) image(s *convScratch[T], n int, x, sums, db []T) {
	dz, _ := j.before(s, n)
	for i := range j.Patches() {
		addTo(db, dz[i*j.Filters:])
	}
	_, filters := j.group()
	depth, rows := j.Depth(), j.bandRows()
	for g := range j.Groups {
		to := sums[g*depth*filters:]
		for top := 0; top < j.Conv.Out[0]; top += rows {
			bottom := min(top+rows, j.Conv.Out[0])
			m, count := s.patchesOf(j.Conv, x, g, top, bottom), (bottom-top)*j.Conv.Out[1]
			dz := dz[top*j.Conv.Out[1]*j.Filters+g*filters:]
			if depth < longDepth {
				addProduct(&product[T]{m: depth, n: filters, k: count, a: m.data, aRow: m.col, aCol: m.row, b: dz, bRow: j.Filters, bCol: 1, c: to, cRow: filters})
			} else {
				addProduct(&product[T]{m: filters, n: depth, k: count, a: dz, aRow: 1, aCol: j.Filters, b: m.data, bRow: m.row, bCol: m.col, c: to, cRow: depth})
			}
		}
	}
}

// leaveOut adds what an image contributes without the zeros of its gradient, which gives
// the same bits; false if that would not pay.
func (j *ConvKernelGrad[T]) leaveOut(own *convScratch[T], n int, x, sums, db []T) bool {
	s, ok := any(own).(*convScratch[float32])
	if !ok || j.Pool.none() || j.Depth() < longDepth || j.Channels == j.Groups {
		return false
	}
	d := any(&j.ConvGradient).(*ConvGradient[float32])
	size, stride := j.Results(), (j.Patches()+lists8-1)/lists8*lists8
	s.dz = room(s.dz, stride*j.Filters)
	clear(s.dz)
	count := spread(&j.Pool, j.Conv.Out[1], j.Filters, d.dy[n*size:][:size], d.over(n), d.at[n*size:], s.dz, 1, stride)
	if !j.sparse(count) {
		return false
	}
	leaveOut(s, j.Conv, stride, any(x).([]float32), any(sums).([]float32), any(db).([]float32))
	return true
}

// leaveOut is that of an image whose gradient is in dz, (Filters, stride).
func leaveOut(own *convScratch[float32], c *Conv, stride int, x, sums, db []float32) {
	_, filters := c.group()
	depth, rows, l := c.Depth(), c.bandRows(), &own.sparse
	for g := range c.Groups {
		for top := 0; top < c.Out[0]; top += rows {
			bottom := min(top+rows, c.Out[0])
			m := own.patchesOf(c, x, g, top, bottom)
			dz := own.dz[g*filters*stride+top*c.Out[1]:]
			count := (bottom - top) * c.Out[1]
			listed := count
			if bottom == c.Out[0] {
				listed = stride - top*c.Out[1] // a multiple of eight is faster
			}
			l.list(filters, listed, dz, stride)
			l.addUp(db[g*filters:])
			l.kernelGrad(m, count, depth, dz, stride, sums[g*depth*filters:])
		}
	}
}

// addUp adds the numbers of each row to sums.
func (l *convLists) addUp(sums []float32) {
	for b := range blocksOf(l.columns) {
		starts, values, _ := l.block(b)
		for r := range l.rows {
			sum := sums[r]
			for _, v := range values[starts[r]:starts[r+1]] {
				sum += v
			}
			sums[r] = sum
		}
	}
}

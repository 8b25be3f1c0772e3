package kernel

// ConvInputGrad is the job of the gradient dx of a convolution's images. An item is an
// image: for each of its patches the sum over the filters, then for each pixel the sum
// over the patches. The zero value is ready for use.
type ConvInputGrad[T Float] struct {
	ConvGradient[T]
	dx     []T
	panels []T // w transposed: (group, panel of depth, filters of the group, panelCols)
	finite bool
}

// Do computes dx, as x, of the gradient dy of the results y of n images, at being where
// the maxima of the pool are.
func (j *ConvInputGrad[T]) Do(c *Conv, n int, w, y, dy []T, at []uint16, dx []T) {
	c.check(n, len(dx), len(y), len(w))
	j.set(c, n, y, dy, at)
	j.dx = dx
	j.transpose(w)
	Parallel(n, 1, j)
	j.ConvGradient, j.dx = ConvGradient[T]{}, nil
}

// transpose copies w to panels.
func (j *ConvInputGrad[T]) transpose(w []T) {
	_, filters := j.group()
	depth := j.Depth()
	j.panels = roomFor(j.panels, j.Groups*panelsOf(depth)*filters*panelCols)
	for g := range j.Groups {
		panels := j.panelsOf(g)
		for k := range panelsOf(depth) * panelCols {
			to := panels[k/panelCols*filters*panelCols+k%panelCols:]
			for f := range filters {
				if k < depth {
					to[f*panelCols] = w[k*j.Filters+g*filters+f]
				} else {
					to[f*panelCols] = 0
				}
			}
		}
	}
	single, ok := any(w).([]float32)
	j.finite = ok && finite(single)
}

// panelsOf is the number of panels of so many columns.
func panelsOf(columns int) int { return (columns + panelCols - 1) / panelCols }

// panelsOf returns those of a group.
func (j *ConvInputGrad[T]) panelsOf(group int) []T {
	_, filters := j.group()
	size := panelsOf(j.Depth()) * filters * panelCols
	return j.panels[group*size:][:size]
}

// Run computes images lo..hi-1.
func (j *ConvInputGrad[T]) Run(lo, hi int) {
	s := takeConvScratch[T]()
	for n := lo; n < hi; n++ {
		j.image(s, n, j.dx[n*j.pixels():][:j.pixels()])
	}
	s.give()
}

func (j *ConvInputGrad[T]) image(s *convScratch[T], n int, dx []T) {
	clear(dx)
	dz, count := j.before(s, n)
	leaveOut := j.finite && j.sparse(count)
	_, filters := j.group()
	rows := j.bandRows()
	for g := range j.Groups {
		for top := 0; top < j.Conv.Out[0]; top += rows {
			bottom := min(top+rows, j.Conv.Out[0])
			dz := dz[top*j.Conv.Out[1]*j.Filters+g*filters:]
			patches := (bottom - top) * j.Conv.Out[1]
			s.patches = roomFor(s.patches, panelsOf(j.Depth())*patches*panelCols)
			if leaveOut {
				leaveOutFilters(any(s).(*convScratch[float32]), patches, filters, any(dz).([]float32), j.Filters, any(j.panelsOf(g)).([]float32))
			} else {
				j.products(s, g, patches, dz)
			}
			addPatches(j.Conv, s.patches, g, top, bottom, dx)
		}
	}
}

// products computes the gradients of patches.
func (j *ConvInputGrad[T]) products(s *convScratch[T], group, patches int, dz []T) {
	_, filters := j.group()
	depth, panels := j.Depth(), j.panelsOf(group)
	for i := range panelsOf(depth) {
		p := product[T]{
			m: patches, n: min(panelCols, depth-i*panelCols), k: filters,
			a: dz, aRow: j.Filters, aCol: 1,
			b: panels[i*filters*panelCols:], bRow: panelCols, bCol: 1,
			c: s.patches[i*patches*panelCols:], cRow: panelCols,
		}
		p.do()
	}
}

// leaveOutFilters is products without the zeros of dz, whose rows are stride apart.
func leaveOutFilters(s *convScratch[float32], patches, filters int, dz []float32, stride int, panels []float32) {
	s.sparse.list(patches, filters, dz, stride)
	for i := range len(panels) / (filters * panelCols) {
		sums := s.patches[i*patches*panelCols:][:patches*panelCols]
		clear(sums)
		for b := range blocksOf(filters) {
			s.sparse.times(b, panels[(i*filters+b*blockCols)*panelCols:], sums)
		}
	}
}

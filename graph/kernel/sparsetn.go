package kernel

import "sync/atomic"

// sparseTN is the job of dw = xᵀ·dy. An item is a panel of columns of a part of
// the rows, part after part, so that a core computes the rows that it steps in
// Adam.
type sparseTN struct {
	s             *Sparse
	dy, dw        []float32
	width         int
	panels, parts int
	infinite      atomic.Bool
}

// compute returns false, with dw undefined, if dy is not finite.
func (j *sparseTN) compute(s *Sparse, dy, dw []float32) bool {
	const enough = 8 // items for the cores there are, mostly
	j.s, j.dy, j.dw = s, dy, dw
	j.width = setWidth(s.hidden)
	j.panels = (s.n + j.width - 1) / j.width
	j.parts = max(2, (enough+j.panels-1)/j.panels)
	j.infinite.Store(false)
	Parallel(j.panels*j.parts, 1, j)
	j.dy, j.dw = nil, nil
	return !j.infinite.Load()
}

// Run computes items lo..hi-1.
func (j *sparseTN) Run(lo, hi int) {
	p := sparsePacks.Get().(*sparsePacking)
	sets := j.s.bySet.sets()
	for ; lo < hi; lo++ {
		part := lo / j.panels
		j.panel(lo%j.panels*j.width, part*sets/j.parts, (part+1)*sets/j.parts, p)
	}
	sparsePacks.Put(p)
}

// panel computes sets lo..hi-1 of rows of the panel of columns from left on.
func (j *sparseTN) panel(left, lo, hi int, p *sparsePacking) {
	s := j.s
	p.pack = room(p.pack, s.rows*j.width)
	p.add = room(p.add, j.width)
	clear(p.add)
	columns := min(j.width, s.n-left)
	from, stride := j.dy[left:], s.n
	if columns < j.width {
		from, stride = p.padded(from, s.n, s.rows, columns), panelCols
	}
	copyPanel(j.width, s.rows, from, stride, s.background, p.add, p.pack)
	if !finite(p.add[:columns]) {
		j.infinite.Store(true)
		return
	}
	inside := hi
	if columns < j.width {
		inside = lo
	} else if s.bySet.together*hi > s.cols {
		inside-- // the last pair has only one row
	}
	if inside > lo {
		j.products(lo, inside, p, j.dw[s.bySet.together*lo*s.n+left:], s.n)
	}
	j.edge(left, columns, inside, hi, p)
}

// products computes sets lo..hi-1 of a panel that is packed.
func (j *sparseTN) products(lo, hi int, p *sparsePacking, c []float32, stride int) {
	s := j.s
	x, xStride := s.bySet.columns(lo)
	setProducts(s.bySet.together, j.width, hi-lo, s.bySet.of(lo), s.bySet.words, x, xStride, s.rows, s.background, p.pack, p.add, c, stride)
}

// edge computes sets lo..hi-1 aside and copies those rows and columns that exist.
func (j *sparseTN) edge(left, columns, lo, hi int, p *sparsePacking) {
	s, together := j.s, j.s.bySet.together
	p.sums = room(p.sums, together*groupSets*j.width)
	whole := min(hi, s.cols/together) // the last pair may have only one row
	for lo < hi {
		sets := 1
		if lo < whole {
			sets = min(groupSets, whole-lo)
		}
		j.products(lo, lo+sets, p, p.sums, j.width)
		for i := together * lo; i < min(together*(lo+sets), s.cols); i++ {
			copy(j.dw[i*s.n+left:][:columns], p.sums[(i-together*lo)*j.width:])
		}
		lo += sets
	}
}

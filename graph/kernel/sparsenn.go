package kernel

import (
	"math"
	"sync"
	"sync/atomic"
)

const (
	panelCols = 64  // columns of w in a panel
	bandRows  = 256 // rows of x whose sums are kept beside it
)

// sparseNN is the job of c = x·w + bias. An item is a panel of columns of a band
// of rows.
type sparseNN struct {
	s             *Sparse
	w, bias, c    []float32
	floor         float32
	panels, bands int
	infinite      atomic.Bool
}

// sparsePacking is what a core copies to.
type sparsePacking struct{ pack, sums, add, bias, edge []float32 }

var sparsePacks = sync.Pool{New: func() any { return new(sparsePacking) }}

// compute returns false, with c undefined, if w is not finite.
func (j *sparseNN) compute(s *Sparse, w, bias, c []float32, relu bool) bool {
	j.s, j.w, j.bias, j.c = s, w, bias, c
	j.floor = float32(math.Inf(-1))
	if relu {
		j.floor = 0
	}
	j.panels = (s.n + panelCols - 1) / panelCols
	j.bands = (s.rows + bandRows - 1) / bandRows
	j.infinite.Store(false)
	Parallel(j.panels*j.bands, 1, j)
	j.w, j.bias, j.c = nil, nil, nil
	return !j.infinite.Load()
}

// Run computes items lo..hi-1.
func (j *sparseNN) Run(lo, hi int) {
	p := sparsePacks.Get().(*sparsePacking)
	for ; lo < hi; lo++ {
		band := lo / j.panels
		j.panel(lo%j.panels*panelCols, band*j.s.rows/j.bands, (band+1)*j.s.rows/j.bands, p)
	}
	sparsePacks.Put(p)
}

// panel computes rows top..bottom-1 of the panel of columns from left on.
func (j *sparseNN) panel(left, top, bottom int, p *sparsePacking) {
	s, rows := j.s, bottom-top
	p.pack = room(p.pack, blockCols*panelCols)
	p.sums = room(p.sums, rows*panelCols)
	p.add = room(p.add, panelCols)
	clear(p.sums)
	clear(p.add)
	columns := min(panelCols, s.n-left)
	for k := 0; k < s.cols; k += blockCols {
		depth := min(blockCols, s.cols-k)
		from, stride := j.w[k*s.n+left:], s.n
		if columns < panelCols {
			from, stride = p.padded(from, s.n, depth, columns), panelCols
		}
		copyPanel(panelCols, depth, from, stride, s.background, p.add, p.pack)
		starts, values, indices := s.byRow.block(k / blockCols)
		ahead, aheadRow := j.ahead(k+blockCols, left)
		accumulate(rows, starts[top:], values, indices, p.pack, p.sums, ahead, aheadRow)
	}
	if !finite(p.add[:columns]) {
		j.infinite.Store(true)
		return
	}
	p.bias = room(p.bias, panelCols)
	clear(p.bias)
	if j.bias != nil {
		copy(p.bias, j.bias[left:left+columns])
	}
	if columns == panelCols {
		finish(rows, p.sums, p.add, p.bias, j.floor, j.c[top*s.n+left:], s.n)
		return
	}
	finish(rows, p.sums, p.add, p.bias, j.floor, p.sums, panelCols)
	for i := range rows {
		copy(j.c[(top+i)*s.n+left:][:columns], p.sums[i*panelCols:])
	}
}

// ahead is where w will be read next, to be fetched from memory meanwhile.
func (j *sparseNN) ahead(k, left int) ([]float32, int) {
	if k >= j.s.cols {
		k, left = 0, left+panelCols
	}
	if left >= j.s.n {
		return j.w, 0
	}
	return j.w[k*j.s.n+left:], j.s.n
}

// padded copies rows of fewer columns than a panel has.
func (p *sparsePacking) padded(from []float32, stride, rows, columns int) []float32 {
	p.edge = room(p.edge, rows*panelCols)
	for i := range rows {
		row := p.edge[i*panelCols:][:panelCols]
		clear(row[copy(row, from[i*stride:][:columns]):])
	}
	return p.edge
}

package kernel

import (
	"math"
	"sync"
	"sync/atomic"
)

const (
	panelCols = 64  // columns of w in a panel
	bandRows  = 256 // rows of x whose sums are kept beside it

	// Weights that two cores can keep in their own caches with their gradients
	// and moments: twice a megabyte.
	nearWeights = 1 << 17
)

// sparseNN is the job of c = x·w + bias. An item is a panel of columns of a band
// of rows.
type sparseNN struct {
	s             *Sparse
	w, bias, c    []float32
	floor         float32
	panels, bands int
	infinite      atomic.Bool
	halves        sparseHalves
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
	if !s.Hidden && inHalves(s.cols, s.n) {
		j.halves.compute(j)
	} else {
		Parallel(j.panels*j.bands, 1, j)
	}
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
	rows := bottom - top
	p.pack = room(p.pack, blockCols*panelCols)
	p.sums = room(p.sums, rows*panelCols)
	p.add = room(p.add, panelCols)
	clear(p.sums)
	clear(p.add)
	for k := 0; k < j.s.cols; k += blockCols {
		j.copy(k, left, p.add, p.pack, p)
		ahead, aheadRow := j.ahead(k+blockCols, left)
		j.accumulate(k, top, rows, p.pack, p.sums, ahead, aheadRow)
	}
	j.finish(left, top, rows, p.sums, noSums[:], 0, p.add, p)
}

// copy packs the panel's rows of w that belong to the block of columns of x from
// k on, and adds background times each to add.
func (j *sparseNN) copy(k, left int, add, pack []float32, p *sparsePacking) {
	s := j.s
	depth, columns := min(blockCols, s.cols-k), min(panelCols, s.n-left)
	from, stride := j.w[k*s.n+left:], s.n
	if columns < panelCols {
		from, stride = p.padded(from, s.n, depth, columns), panelCols
	}
	copyPanel(panelCols, depth, from, stride, s.background, add, pack)
}

// accumulate adds to the sums of rows from top on what a block contributes.
func (j *sparseNN) accumulate(k, top, rows int, pack, sums, ahead []float32, aheadRow int) {
	starts, values, indices := j.s.byRow.block(k / blockCols)
	accumulate(rows, starts[top:], values, indices, pack, sums, ahead, aheadRow)
}

// noSums are more sums where there are none.
var noSums [panelCols]float32

// finish writes rows from top on of the panel of c: what add and bias say is added
// to the two sums. Rows of more are moreRow apart.
func (j *sparseNN) finish(left, top, rows int, sums, more []float32, moreRow int, add []float32, p *sparsePacking) {
	s, columns := j.s, min(panelCols, j.s.n-left)
	if !finite(add[:columns]) {
		j.infinite.Store(true)
		return
	}
	p.bias = room(p.bias, panelCols)
	clear(p.bias)
	if j.bias != nil {
		copy(p.bias, j.bias[left:left+columns])
	}
	if columns == panelCols {
		finish(rows, sums, more, moreRow, add, p.bias, j.floor, j.c[top*s.n+left:], s.n)
		return
	}
	finish(rows, sums, more, moreRow, add, p.bias, j.floor, sums, panelCols)
	for i := range rows {
		copy(j.c[(top+i)*s.n+left:][:columns], sums[i*panelCols:])
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

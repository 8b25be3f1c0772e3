//go:build amd64 || arm64

package kernel

import (
	"math"
	"sync"
)

const (
	// A band of rows of a that fits beside a panel in the second-level cache.
	bandElements = 1 << 17
	// Multiply-adds of an item, if that gives so many rows that copying the panel
	// costs little.
	itemWork = 1 << 19
	itemRows = 48
	// Elements on the 64 pages of 4 KB whose addresses the first level of
	// translation holds.
	translated = 64 * 4096 / float
	// Rows of aᵀ that are copied at a time to lie closely.
	blockRows = 96
	// Multiply-adds in the smallest chunk for another core, a few microseconds.
	chunkWork = 1 << 18
)

// simd computes the product in assembly; false if there is none for this CPU.
func simd(p *product[float32]) bool {
	if active == portable || p.k == 0 {
		return false
	}
	rest := *p
	if p.m == 1 && p.bCol == 1 && !p.add {
		rest = singleRow(rest)
	}
	if rest.n > 0 && !narrow(&rest) {
		tile(&rest)
	}
	return true
}

// tile computes the product in tiles.
func tile(p *product[float32]) {
	j := gemms.Get().(*gemm)
	band := max(bandElements/p.k, 4*itemRows)
	for lo := 0; lo < p.m; lo += band {
		j.split(p, lo, min(lo+band, p.m))
		Parallel(j.panels*j.blocks, chunkWork/(j.work()+1)+1, j)
	}
	j.product = product[float32]{}
	gemms.Put(j)
}

var (
	gemms = sync.Pool{New: func() any { return new(gemm) }}
	packs = sync.Pool{New: func() any { return new(packing) }}
)

// gemm is the job of a band of rows of a product. An item is a block of rows of
// one panel of columns. The blocks of a panel follow each other, since whoever
// does several copies the panel only once; but where blocks of a are copied the panels
// of a block follow each other.
type gemm struct {
	product         product[float32]
	lo, hi          int // the rows of the band
	columns, panels int
	blocks          int
}

// packing is what a core copies to: a panel, a block of aᵀ, the bias at the edge.
type packing struct {
	panel, block []float32
	bias         [32]float32
}

// zeros is the bias of those who have none.
var zeros [32]float32

// copied tells whether blocks of a are copied: where its rows are columns in
// memory that lie on too many pages, unless there is but one panel.
func (j *gemm) copied() bool {
	return j.product.aCol != 1 && j.panels > 1 && j.product.k*j.product.aCol > translated
}

// split cuts rows lo..hi-1 into items. It depends on the shape alone.
func (j *gemm) split(p *product[float32], lo, hi int) {
	j.product, j.lo, j.hi = *p, lo, hi
	j.columns = geometries[active].columns
	j.panels = (p.n + j.columns - 1) / j.columns
	rows := blockRows
	if !j.copied() {
		rows = max(itemRows, itemWork/(p.k*min(j.columns, p.n)))
	}
	j.blocks = max(1, (hi-lo)/rows)
}

// work is the number of multiply-adds in an item.
func (j *gemm) work() int {
	return (j.hi - j.lo) / j.blocks * j.product.k * min(j.columns, j.product.n)
}

// row is the first row of a block.
func (j *gemm) row(block int) int { return j.lo + block*(j.hi-j.lo)/j.blocks }

// Run computes items lo..hi-1.
func (j *gemm) Run(lo, hi int) {
	s := packs.Get().(*packing)
	if j.copied() {
		j.blockwise(lo, hi, s)
	} else {
		j.panelwise(lo, hi, s)
	}
	packs.Put(s)
}

// panelwise computes the items panel by panel.
func (j *gemm) panelwise(lo, hi int, s *packing) {
	p := &j.product
	for lo < hi {
		first := lo % j.blocks
		blocks := min(j.blocks-first, hi-lo)
		top, bottom := j.row(first), j.row(first+blocks)
		j.panel(lo/j.blocks, top, bottom, p.a[top*p.aRow:], p.aCol, s)
		lo += blocks
	}
}

// blockwise computes the items block by block. Each block of aᵀ is copied
// beforehand: a tile reads only some 12 numbers of each row of aᵀ, and if the
// rows were on as many pages it would wait for address translation.
func (j *gemm) blockwise(lo, hi int, s *packing) {
	p := &j.product
	for block := lo / j.panels; lo < hi; block++ {
		top, bottom := j.row(block), j.row(block+1)
		rows := bottom - top
		s.block = room(s.block, p.k*rows)
		for q := range p.k {
			copy(s.block[q*rows:][:rows], p.a[q*p.aCol+top:])
		}
		for ; lo < min(hi, (block+1)*j.panels); lo++ {
			j.panel(lo%j.panels, top, bottom, s.block, rows, s)
		}
	}
}

// panel computes rows top..bottom-1 of one panel of columns. The rows of a begin
// at a[0], and the elements of a row are aCol apart.
func (j *gemm) panel(index, top, bottom int, a []float32, aCol int, s *packing) {
	p, left := &j.product, index*j.columns
	t := panel{
		rows:    bottom - top,
		k:       p.k,
		a:       &a[0],
		aRow:    p.aRow * float,
		aCol:    aCol * float,
		b:       &p.b[left*p.bCol],
		bRow:    p.bRow * float,
		c:       &p.c[top*p.cRow+left],
		cRow:    p.cRow * float,
		bias:    &zeros[0],
		floor:   float32(math.Inf(-1)),
		add:     p.add,
		columns: min(j.columns, p.n-left),
	}
	if p.relu {
		t.floor = 0
	}
	if p.bias != nil {
		t.bias = s.padded(p.bias[left:left+t.columns], t.width())
	}
	if next := left + j.columns; next+j.columns <= p.n && p.bCol == 1 {
		t.ahead, t.aheadRow = &p.b[next], t.bRow
	}
	tall := geometries[active].rows
	switch {
	case p.bCol != 1:
		t.packTransposed(s.pack(p.k, t.width()), p.bCol*float)
	case t.columns < t.width(), t.columns < j.columns && t.rows > tall:
		t.packEdge(s.pack(p.k, t.width()))
	case t.rows > tall:
		t.packTile(s.pack(p.k, t.width()))
	}
	t.evenly(tall)
}

// padded returns where the bias can be read in full width.
func (s *packing) padded(bias []float32, width int) *float32 {
	if len(bias) == width {
		return &bias[0]
	}
	copy(s.bias[:], bias)
	return &s.bias[0]
}

// pack returns memory for a panel of k rows, rounded up to eight.
func (s *packing) pack(k, columns int) []float32 {
	s.panel = room(s.panel, (k+lanes-1)/lanes*lanes*columns)
	return s.panel
}

package kernel

import "sync"

// narrow computes aᵀ·b as the transpose of bᵀ·a where b has few columns: the
// vectors then run along the many columns of a, and are full. The gradient of a
// last layer of ten units is such a product. It returns false if p is not one.
func narrow(p *product[float32]) bool {
	const few, many, deep = 12, 128, 64 // else transposing the result costs more
	if p.aRow != 1 || p.bCol != 1 || p.n > few || p.m < many || p.k < deep || p.bias != nil || p.relu || p.add {
		return false
	}
	share(&narrowJobs, lines(p.m), chunkWork/(line*p.k*lanes)+1, narrowJob{*p})
	return true
}

var narrowJobs sync.Pool

// narrowJob is the job whose items are lines of a's columns.
type narrowJob struct{ product product[float32] }

// Run computes the rows of c of lines lo..hi-1.
func (j *narrowJob) Run(lo, hi int) {
	p := &j.product
	top, bottom := lo*line, min(hi*line, p.m)
	rows := bottom - top
	s := packs.Get().(*packing)
	s.block = room(s.block, p.n*rows)
	tile(&product[float32]{
		m: p.n, n: rows, k: p.k,
		a: p.b, aRow: 1, aCol: p.bRow,
		b: p.a[top:], bRow: p.aCol, bCol: 1,
		c: s.block, cRow: rows,
	})
	for i := range rows {
		to := p.c[(top+i)*p.cRow:][:p.n]
		for j := range to {
			to[j] = s.block[j*rows+i]
		}
	}
	packs.Put(s)
}

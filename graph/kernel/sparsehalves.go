package kernel

import "sync/atomic"

// inHalves tells whether a product x·w of that depth and width is summed in two
// halves of the depth, which are added at the end: where w is so small that two
// cores keep it in their own caches, with its gradient and moments. Each then reads
// the half of w's rows that it has stepped in Adam; the other's would have to come
// from there. It is so for any number of cores, and for the dense product, since
// the order of a sum decides its last bits.
func inHalves(depth, n int) bool { return depth >= 2*blockCols && depth*n <= nearWeights }

// halfOf is the depth of the first half, in whole blocks.
func halfOf(depth int) int { return (blocksOf(depth) + 1) / 2 * blockCols }

// DataNN is NN for the first layer, whose left factor is data: summed in halves
// where [Sparse] does so.
func DataNN(m, n, k int, x, w, bias, c []float32, relu bool) {
	if !inHalves(k, n) {
		NN(m, n, k, x, w, bias, c, relu)
		return
	}
	checkLen("a", len(x), m*k)
	checkLen("b", len(w), k*n)
	if bias != nil {
		checkLen("bias", len(bias), n)
	}
	half := halfOf(k)
	first := product[float32]{m: m, n: n, k: half, a: x, aRow: k, aCol: 1, b: w, bRow: n, bCol: 1, c: c, cRow: n}
	first.do()
	if m == 0 {
		return
	}
	p := sparsePacks.Get().(*sparsePacking)
	p.sums = room(p.sums, m*n)
	second := first
	second.k, second.a, second.b, second.c = k-half, x[half:], w[half*n:], p.sums
	second.do()
	addHalves(m, n, c, p.sums, bias, relu)
	sparsePacks.Put(p)
}

// addHalves computes c += sums + bias, and ReLU of that.
func addHalves(m, n int, c, sums, bias []float32, relu bool) {
	for i := range m {
		c, sums := c[i*n:][:n], sums[i*n:][:n]
		for j := range c {
			c[j] += sums[j]
			if bias != nil {
				c[j] += bias[j]
			}
			if relu && c[j] < 0 {
				c[j] = 0
			}
		}
	}
}

// sparseHalves is the job of a band of rows of c = x·w + bias that is summed in
// halves. An item is a panel of columns of a half; the first half's items come
// first, since the caller takes items from the beginning and workers from the end.
type sparseHalves struct {
	nn       *sparseNN
	top, end int            // the rows of the band
	sums     []float32      // (halves, panels, rows, panelCols)
	adds     []float32      // (halves, panels, panelCols), background times the half's rows of w
	missing  []atomic.Int32 // halves of each panel
}

func (j *sparseHalves) compute(nn *sparseNN) {
	j.nn = nn
	if len(j.missing) < nn.panels {
		j.missing = make([]atomic.Int32, nn.panels)
	}
	for j.top = 0; j.top < nn.s.rows; j.top = j.end {
		j.end = min(j.top+bandRows, nn.s.rows)
		j.sums = room(j.sums, 2*nn.panels*j.rows()*panelCols)
		j.adds = room(j.adds, 2*nn.panels*panelCols)
		for i := range nn.panels {
			j.missing[i].Store(2)
		}
		Parallel(2*nn.panels, 1, j)
	}
}

func (j *sparseHalves) rows() int { return j.end - j.top }

func (j *sparseHalves) size() int { return j.rows() }

// of returns a half of the sums of a panel, and what is to be added to them.
func (j *sparseHalves) of(item int) (sums, add []float32) {
	size := j.rows() * panelCols
	return j.sums[item*size:][:size], j.adds[item*panelCols:][:panelCols]
}

// Run sums items lo..hi-1. Whoever sums the second half of a panel, in time, ends it.
func (j *sparseHalves) Run(lo, hi int) {
	p := sparsePacks.Get().(*sparsePacking)
	p.pack = room(p.pack, blockCols*panelCols)
	for item := lo; item < hi; item++ {
		panel := item % j.nn.panels
		j.sum(item, p)
		if j.missing[panel].Add(-1) == 0 {
			sums, add := j.of(panel)
			more, addMore := j.of(panel + j.nn.panels)
			for i, v := range addMore {
				add[i] += v
			}
			j.nn.finish(panel*panelCols, j.top, j.rows(), sums, more, panelCols, add, p)
		}
	}
	sparsePacks.Put(p)
}

// sum computes a half of a panel.
func (j *sparseHalves) sum(item int, p *sparsePacking) {
	from, to := 0, halfOf(j.nn.s.cols)
	if item >= j.nn.panels {
		from, to = to, j.nn.s.cols
	}
	left := item % j.nn.panels * panelCols
	sums, add := j.of(item)
	clear(sums)
	clear(add)
	for k := from; k < to; k += blockCols {
		j.nn.copy(k, left, add, p.pack, p)
		next, beside := k+blockCols, left
		if next >= to {
			next, beside = from, left+panelCols
		}
		ahead, row := j.nn.ahead(next, beside)
		j.nn.accumulate(k, j.top, j.rows(), p.pack, sums, ahead, row)
	}
}

package kernel

// convLists are the numbers of a matrix that are not 0, block after block of its columns,
// row after row in each.
type convLists struct {
	rows, columns int
	starts        []uint32
	values        []float32
	indices       []uint16

	sums, add []float32
	pack      sparsePacking
}

// list lists the rows of x, which are stride apart.
func (l *convLists) list(rows, columns int, x []float32, stride int) {
	const beyond = lists8
	l.rows, l.columns = rows, columns
	blocks := blocksOf(columns)
	l.starts = grow(l.starts, blocks*(rows+1))
	l.values = grow(l.values, blocks*rows*blockCols+beyond)
	l.indices = grow(l.indices, blocks*rows*blockCols+beyond)
	for b := range blocks {
		starts, values, indices := l.block(b)
		listRows(rows, min(blockCols, columns-b*blockCols), x[b*blockCols:], stride, 0, values, indices, starts)
	}
}

// lists8 is how many numbers beyond a list's end may be written.
const lists8 = 8

// block returns the lists of a block.
func (l *convLists) block(b int) (starts []uint32, values []float32, indices []uint16) {
	at := b * l.rows * blockCols
	return l.starts[b*(l.rows+1):][:l.rows+1], l.values[at:], l.indices[at:]
}

// times adds to the sums of each row, panelCols apart, its numbers times the rows of pack,
// which begin with that of the block's first column.
func (l *convLists) times(b int, pack, sums []float32) {
	starts, values, indices := l.block(b)
	accumulate(l.rows, starts, values, indices, pack, sums, pack, 0)
}

// kernelGrad adds to the sums of the filters of a group, (filters, depth), their numbers
// in the lists times so many patches; where these are not finite, so that 0 times them is not
// 0, all the numbers dz, (filters, stride).
func (l *convLists) kernelGrad(p patches[float32], count, depth int, dz []float32, stride int, sums []float32) {
	l.add = room(l.add, panelCols)
	l.sums = room(l.sums, l.rows*panelCols)
	l.pack.pack = room(l.pack.pack, blockCols*panelCols)
	for left := 0; left < depth; left += panelCols {
		width := min(panelCols, depth-left)
		clear(l.sums)
		clear(l.add)
		for b := range blocksOf(count) {
			rows := min(blockCols, count-b*blockCols)
			from, apart := p.data[b*blockCols*p.row+left:], p.row
			if width < panelCols {
				from, apart = l.pack.padded(from, p.row, rows, width), panelCols
			}
			copyPanel(panelCols, rows, from, apart, 0, l.add, l.pack.pack)
			l.times(b, l.pack.pack, l.sums)
		}
		if !finite(l.add[:width]) {
			addProduct(&product[float32]{
				m: l.rows, n: width, k: count, a: dz, aRow: stride, aCol: 1,
				b: p.data[left:], bRow: p.row, bCol: 1, c: sums[left:], cRow: depth,
			})
			continue
		}
		for f := range l.rows {
			addTo(sums[f*depth+left:][:width], l.sums[f*panelCols:])
		}
	}
}

// addProduct computes c += a·b, with the product summed by itself.
func addProduct[T Float](p *product[T]) {
	if _, ok := any(p).(*product[float32]); ok && active != portable {
		p.add = true
		p.do()
		return
	}
	sum := *p
	sum.c, sum.cRow = make([]T, p.m*p.n), p.n
	sum.do()
	for i := range p.m {
		addTo(p.c[i*p.cRow:][:p.n], sum.c[i*p.n:])
	}
}

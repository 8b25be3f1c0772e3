package kernel

// blockCols is the number of columns of x in a block, in whole groups of sets: as
// many rows of w, 64 columns wide, fill most of a first-level cache of 32 KB. A
// block of MNIST is four lines of pixels.
const blockCols = 7 * 2 * groupSets

// rowLists is the job that lists the entries of x that differ from the
// background, for each block of columns row by row. Its items are the blocks. It
// does what else a block needs, too, while it has it at hand: it scales its images,
// and finds the masks of its sets.
type rowLists struct {
	s *scanned
	// Each block has room for all of its entries; the list of row i is from
	// starts[i] up to starts[i+1] in it.
	starts  []uint32  // (blocks, rows+1)
	values  []float32 // (blocks, rows·blockCols), distances from the background
	indices []uint16  // (blocks, rows·blockCols), columns within the block
}

// begin makes room for the lists.
func (l *rowLists) begin(s *scanned) {
	l.s = s
	blocks := blocksOf(s.cols)
	l.starts = grow(l.starts, blocks*(s.rows+1))
	l.values = grow(l.values, blocks*s.rows*blockCols)
	l.indices = grow(l.indices, blocks*s.rows*blockCols)
}

// total is the number of entries in the lists.
func (l *rowLists) total() int {
	total := 0
	for b := range blocksOf(l.s.cols) {
		total += int(l.starts[b*(l.s.rows+1)+l.s.rows])
	}
	return total
}

// block returns the lists of a block.
func (l *rowLists) block(b int) (starts []uint32, values []float32, indices []uint16) {
	rows := l.s.rows
	size := rows * blockCols
	return l.starts[b*(rows+1):][:rows+1], l.values[b*size:][:size], l.indices[b*size:][:size]
}

func (l *rowLists) size() int { return l.s.rows }

// Run lists blocks lo..hi-1.
func (l *rowLists) Run(lo, hi int) {
	s := l.s
	for b := lo; b < hi; b++ {
		if len(s.images.Rows) > 0 {
			s.images.block(b, s.x)
		}
		starts, values, indices := l.block(b)
		columns := min(blockCols, s.cols-b*blockCols)
		listRows(s.rows, columns, s.x[b*blockCols:], s.cols, s.background, values, indices, starts)
		if s.wantsMasks {
			s.bySet.Run(s.bySet.ofBlock(b))
		}
	}
}

// grow returns n elements, in buffer if it is large enough.
func grow[T any](buffer []T, n int) []T {
	if cap(buffer) < n {
		return make([]T, n)
	}
	return buffer[:n]
}

package kernel

const (
	groupSets = 8  // sets of columns in a group
	maskRows  = 64 // rows of x in a word of a mask

	apartCols = 1024 // rows of so many columns, or multiples, begin in one set of a first-level cache
	cacheLine = 16   // of float32
)

// setMasks is the job that finds, for each set of columns of x, the rows where it
// is not all background. Its items are groups of sets.
type setMasks struct {
	s        *scanned
	together int       // columns in a set, 1 or 2
	words    int       // of a set's mask
	masks    []uint64  // (sets, words): bit i of word w is row 64w + i
	last     []float32 // (rows, 2): a last column without a second one
	apart    []float32 // (rows, apartRow): x, where its rows are a power of two apart
	apartRow int       // 0 if they are not
}

// find makes the masks.
func (m *setMasks) find(s *scanned) {
	m.begin(s)
	Parallel(m.groups(), 8, m)
	m.padLast()
}

// begin makes room for the masks. Neighbouring pixels mostly differ from the
// background together, the outputs of a layer do not.
func (m *setMasks) begin(s *scanned) {
	m.s, m.together = s, 2
	if s.hidden {
		m.together = 1
	}
	m.apartRow = 0
	if s.hidden && s.cols%apartCols == 0 {
		m.apartRow = s.cols + cacheLine
		m.apart = grow(m.apart, s.rows*m.apartRow)
	}
	m.words = (s.rows + maskRows - 1) / maskRows
	m.masks = grow(m.masks, m.groups()*groupSets*m.words)
}

// sets is the number of sets, of which the last may lack a column.
func (m *setMasks) sets() int { return (m.s.cols + m.together - 1) / m.together }

func (m *setMasks) groups() int { return (m.sets() + groupSets - 1) / groupSets }

// ofBlock returns the groups of a block of columns.
func (m *setMasks) ofBlock(b int) (lo, hi int) {
	groups := blockCols / (groupSets * m.together)
	return b * groups, min((b+1)*groups, m.groups())
}

// padLast copies the last column, if it is a pair's only one, beside a column of
// background.
func (m *setMasks) padLast() {
	s := m.s
	if s.cols%m.together == 0 {
		return
	}
	m.last = grow(m.last, 2*s.rows)
	for i := range s.rows {
		m.last[2*i], m.last[2*i+1] = s.x[(i+1)*s.cols-1], s.background
	}
}

// of returns the masks from a set on.
func (m *setMasks) of(set int) []uint64 { return m.masks[set*m.words:] }

// columns returns x from a set on, and the distance of its rows: the padded copy
// for a pair of one column, which is to be taken alone.
func (m *setMasks) columns(set int) (x []float32, stride int) {
	if (set+1)*m.together > m.s.cols {
		return m.last, 2
	}
	if m.apartRow > 0 {
		return m.apart[set*m.together:], m.apartRow
	}
	return m.s.x[set*m.together:], m.s.cols
}

// Run finds the masks of groups lo..hi-1.
func (m *setMasks) Run(lo, hi int) {
	s, width := m.s, groupSets*m.together
	for g := lo; g < hi; g++ {
		masks := m.of(g * groupSets)[:groupSets*m.words]
		columns := min(width, s.cols-g*width)
		findSets(m.together, s.rows, columns, s.x[g*width:], s.cols, s.background, masks, m.words)
		if m.apartRow > 0 {
			m.setApart(g*width, columns)
		}
	}
}

// setApart copies columns of x to where a column's elements are not in the same set
// of a cache.
func (m *setMasks) setApart(first, columns int) {
	for i := range m.s.rows {
		copy(m.apart[i*m.apartRow+first:][:columns], m.s.x[i*m.s.cols+first:])
	}
}

package kernel

const (
	groupPairs = 8  // pairs of columns in a group, a cache line of x
	maskRows   = 64 // rows of x in a word of a mask
)

// pairMasks is the job that finds, for each pair of columns of x, the rows where
// it is not twice the background. Its items are groups of pairs.
type pairMasks struct {
	s     *scanned
	words int       // of a pair's mask
	masks []uint64  // (pairs, words): bit i of word w is row 64w + i
	last  []float32 // (rows, 2): a last column without a second one
}

// find makes the masks.
func (m *pairMasks) find(s *scanned) {
	m.begin(s)
	Parallel(m.groups(), 8, m)
	m.padLast()
}

// begin makes room for the masks.
func (m *pairMasks) begin(s *scanned) {
	m.s = s
	m.words = (s.rows + maskRows - 1) / maskRows
	m.masks = grow(m.masks, m.groups()*groupPairs*m.words)
}

func (m *pairMasks) groups() int { return (m.s.cols + 2*groupPairs - 1) / (2 * groupPairs) }

// padLast copies the last column, if it is a pair's only one, beside a column of
// background.
func (m *pairMasks) padLast() {
	s := m.s
	if s.cols%2 == 0 {
		return
	}
	m.last = grow(m.last, 2*s.rows)
	for i := range s.rows {
		m.last[2*i], m.last[2*i+1] = s.x[(i+1)*s.cols-1], s.background
	}
}

// of returns the masks from a pair on.
func (m *pairMasks) of(pair int) []uint64 { return m.masks[pair*m.words:] }

// columns returns x from a pair on, and the distance of its rows: the padded copy
// for a pair of one column, which is to be taken alone.
func (m *pairMasks) columns(pair int) (x []float32, stride int) {
	if 2*pair+1 == m.s.cols {
		return m.last, 2
	}
	return m.s.x[2*pair:], m.s.cols
}

// Run finds the masks of groups lo..hi-1.
func (m *pairMasks) Run(lo, hi int) {
	s := m.s
	for g := lo; g < hi; g++ {
		masks := m.of(g * groupPairs)[:groupPairs*m.words]
		columns := min(2*groupPairs, s.cols-g*2*groupPairs)
		findPairs(s.rows, columns, s.x[g*2*groupPairs:], s.cols, s.background, masks, m.words)
	}
}

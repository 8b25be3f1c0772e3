package kernel

import "fmt"

// Images is a batch of images as bytes: rows of a matrix of pixels, scaled to 0..1
// or to -1..1 as [ScaleBytes] does it.
type Images struct {
	Rows   [][]byte
	Next   [][]byte // what Rows will be next time, if it is known: fetched, or scaled and scanned, meanwhile
	Signed bool

	to        []float32
	columns   int
	unsettled [][]byte // rows that were scanned and not written to x
}

// Settle writes to x, (rows, pixels), what [Sparse.ScanImages] did not.
func (m *Images) Settle(x []float32) {
	if len(m.unsettled) > 0 {
		late := Images{Rows: m.unsettled, Signed: m.Signed}
		m.unsettled = nil
		late.Scale(x)
	}
}

// Begin takes back what is not settled: x is to be written anew.
func (m *Images) Begin() { m.unsettled = nil }

// Scale writes the scaled pixels to x, (rows, pixels). All images must have as
// many pixels.
func (m *Images) Scale(x []float32) {
	if len(m.Rows) > 0 {
		m.check(x)
		m.to = x
		Parallel(blocksOf(m.columns), 1, m)
		m.to = nil
	}
}

// check panics if the images are not of one size, or x is not of theirs.
func (m *Images) check(x []float32) {
	m.columns = 0
	if len(m.Rows) > 0 {
		m.columns = len(m.Rows[0])
	}
	for i, row := range m.Rows {
		if len(row) != m.columns {
			panic(fmt.Sprintf("kernel: images: image %d has %d pixels, the first %d", i, len(row), m.columns))
		}
	}
	checkLen("x", len(x), len(m.Rows)*m.columns)
}

// Run scales blocks lo..hi-1 of columns. It makes Images a [Job].
func (m *Images) Run(lo, hi int) {
	for b := lo; b < hi; b++ {
		m.block(b, m.to)
	}
}

// block scales a block of columns. The images lie anywhere in memory, and waiting
// for them takes longer than scaling them, so that they are fetched before.
func (m *Images) block(b int, x []float32) {
	first, end := b*blockCols, min((b+1)*blockCols, m.columns)
	next := m.Next[:min(len(m.Next), len(m.Rows))]
	first += scaleRowsVector(m.Rows, next, first, end-first, x[first:], m.columns, m.Signed)
	if first < end {
		for i, row := range m.Rows {
			ScaleBytes(x[i*m.columns+first:i*m.columns+end], row[first:end], m.Signed)
		}
	}
}

// blocksOf is the number of blocks of so many columns.
func blocksOf(columns int) int { return (columns + blockCols - 1) / blockCols }

//go:build amd64 || arm64

package kernel

import "unsafe"

const (
	float = 4 // bytes of a float32
	lanes = 8 // of AVX2
)

// geometry is the shape of an instruction set's tallest tile.
type geometry struct{ rows, columns int }

var geometries = [...]geometry{avx2: {6, 16}, avx512: {12, 32}}

// laneMasks[16-n:] masks the first n of 16 columns.
var laneMasks = [32]int32{-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1}

// panel is the part of a product that has one panel of b's columns: what the
// assembly is called with. Strides are in bytes.
type panel struct {
	rows, k    int // rows left to do
	a          *float32
	aRow, aCol int
	b          *float32
	bRow       int
	c          *float32
	cRow       int
	bias       *float32
	floor      float32
	add        bool
	columns    int // that exist, at most the geometry's

	ahead    *float32 // memory that will be read next, fetched a row for each two of k
	aheadRow int
}

// laneMask is AVX2's mask of the columns; nil where a store needs none.
func (t *panel) laneMask() *int32 {
	if t.columns == 2*lanes && !t.add {
		return nil
	}
	return &laneMasks[2*lanes-t.columns]
}

// bitMask is AVX-512's mask of the columns.
func (t *panel) bitMask() uint32 { return uint32(uint64(1)<<t.columns - 1) }

// width is the number of columns in the tiles that suit the panel.
func (t *panel) width() int {
	if active == avx512 && t.columns > 16 {
		return 32
	}
	return 16
}

// evenly computes the rows left in tiles of two heights that differ by one, so
// that none is much lower than the others. The first two tiles fetch what is ahead.
func (t *panel) evenly(tall int) {
	count := (t.rows + tall - 1) / tall
	height, taller := t.rows/count, t.rows%count
	t.tiles(height+1, min(taller, 2))
	if taller >= 2 {
		t.ahead, t.aheadRow = t.a, 0
	}
	t.tiles(height+1, taller-2)
	t.tiles(height, min(2, count-taller))
	t.ahead, t.aheadRow = t.a, 0
	t.tiles(height, count-taller-2)
}

// tiles computes count tiles of that height and moves on to the rows below.
func (t *panel) tiles(height, count int) {
	if count <= 0 {
		return
	}
	switch {
	case active == avx2:
		tiles6x16AVX2(height, count, t.k, t.a, t.aRow, t.aCol, t.b, t.bRow, t.c, t.cRow, t.bias, t.floor, t.add, t.ahead, t.aheadRow, t.laneMask())
	case t.columns > 16:
		tiles12x32AVX512(height, count, t.k, t.a, t.aRow, t.aCol, t.b, t.bRow, t.c, t.cRow, t.bias, t.floor, t.add, t.ahead, t.aheadRow, t.bitMask())
	default:
		tiles12x16AVX512(height, count, t.k, t.a, t.aRow, t.aCol, t.b, t.bRow, t.c, t.cRow, t.bias, t.floor, t.add, t.ahead, t.aheadRow, t.bitMask())
	}
	t.skip(height * count)
}

// packTile computes the first tile while it copies b to pack, and moves on to
// the rows below.
func (t *panel) packTile(pack []float32) {
	if active == avx2 {
		packTile6x16AVX2(&pack[0], t.k, t.a, t.aRow, t.aCol, t.b, t.bRow, t.c, t.cRow, t.bias, t.floor, t.add, t.a, 0, t.laneMask())
	} else {
		packTile12x32AVX512(&pack[0], t.k, t.a, t.aRow, t.aCol, t.b, t.bRow, t.c, t.cRow, t.bias, t.floor, t.add, t.a, 0, t.bitMask())
	}
	t.packed(pack)
	t.skip(geometries[active].rows)
}

// packEdge copies to pack a panel whose last columns are missing.
func (t *panel) packEdge(pack []float32) {
	switch {
	case active == avx2:
		packEdge16AVX2(&pack[0], t.k, t.b, t.bRow, &laneMasks[2*lanes-t.columns])
	case t.columns > 16:
		packEdge32AVX512(&pack[0], t.k, t.b, t.bRow, t.bitMask())
	default:
		packEdge16AVX512(&pack[0], t.k, t.b, t.bRow, t.bitMask())
	}
	t.packed(pack)
}

// packTransposed copies to pack a panel of bᵀ, of which b is one column after
// the other, stride bytes apart.
func (t *panel) packTransposed(pack []float32, stride int) {
	rest := (t.k-1)%lanes + 1
	for j := 0; j < t.columns; j += lanes {
		b := (*float32)(unsafe.Add(unsafe.Pointer(t.b), j*stride))
		packTransposedAVX2(&pack[j], t.width()*float, t.k, b, stride, min(lanes, t.columns-j), &laneMasks[2*lanes-rest])
	}
	t.packed(pack)
}

// packed lets the panel read b from pack from now on.
func (t *panel) packed(pack []float32) { t.b, t.bRow = &pack[0], t.width()*float }

// skip moves on by that many rows. There is no pointer to below the last one,
// since that could be another object's memory.
func (t *panel) skip(rows int) {
	if t.rows -= rows; t.rows == 0 {
		return
	}
	t.a = (*float32)(unsafe.Add(unsafe.Pointer(t.a), rows*t.aRow))
	t.c = (*float32)(unsafe.Add(unsafe.Pointer(t.c), rows*t.cRow))
}

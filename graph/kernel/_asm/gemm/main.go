// Command gemm generates the tiles of the dense products for one instruction set.
package main

import (
	"flag"
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
)

var set = flag.String("isa", "avx2", "avx2 or avx512")

const arguments = "k int, a *float32, aRow, aCol int, b *float32, bRow int, c *float32, cRow int, bias *float32, floor float32, add bool, ahead *float32, aheadRow int"

func main() {
	flag.Parse()
	s := sets[*set]
	for _, vectors := range s.widths {
		tiles(s, vectors)
		packEdge(s, vectors)
	}
	packTile(s)
	row(s)
	if *set == "avx2" {
		packTransposed()
	}
	peak(s)
	Generate()
}

// tiles makes the function that computes tiles of one height below each other,
// all on the same panel of b.
func tiles(s *isa, vectors int) {
	columns := vectors * s.lanes
	name := fmt.Sprintf("tiles%dx%d%s", s.rows, columns, s.name)
	TEXT(name, NOSPLIT, fmt.Sprintf("func(height, tiles, %s, mask %s)", arguments, s.mask))
	Pragma("noescape")
	Doc(
		fmt.Sprintf("%s computes tiles of height rows, 1 to %d, and %d columns, one below the other:", name, s.rows, columns),
		"c = max(a·b + bias, floor), with c itself added first if add is set. Strides are in",
		"bytes. The mask has the columns of c that exist; b and bias are read in full width.",
	)
	t := &tile{isa: s, vectors: vectors}
	t.prologue()
	Load(Param("height"), scratch)
	for rows := s.rows; rows >= 1; rows-- {
		CMPQ(scratch, I32(int32(rows)))
		JEQ(heightLabel(rows))
	}
	RET()
	for rows := s.rows; rows >= 1; rows-- {
		t.rows = rows
		Label(heightName(rows))
		t.compute()
		t.finish()
		t.advance()
		DECQ(parameter("tiles"))
		JNZ(heightLabel(rows))
		VZEROUPPER()
		RET()
	}
}

func heightName(rows int) string    { return fmt.Sprintf("height%d", rows) }
func heightLabel(rows int) LabelRef { return LabelRef(heightName(rows)) }

// packTile makes the function that computes the first tile of a panel and copies
// the panel while it goes.
func packTile(s *isa) {
	vectors := s.widths[0]
	columns := vectors * s.lanes
	name := fmt.Sprintf("packTile%dx%d%s", s.rows, columns, s.name)
	TEXT(name, NOSPLIT, fmt.Sprintf("func(pack *float32, %s, mask %s)", arguments, s.mask))
	Pragma("noescape")
	Doc(
		fmt.Sprintf("%s computes one tile of %d rows as tiles%dx%d%s does, and copies the k rows of b", name, s.rows, s.rows, columns, s.name),
		fmt.Sprintf("that it reads to pack, %d columns each, one after the other.", columns),
	)
	t := &tile{isa: s, vectors: vectors, rows: s.rows, pack: true}
	t.prologue()
	t.compute()
	t.finish()
	VZEROUPPER()
	RET()
}

package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// packEdge makes the function that copies a panel whose last columns are missing.
func packEdge(s *isa, vectors int) {
	columns := vectors * s.lanes
	TEXT(fmt.Sprintf("packEdge%d%s", columns, s.name), NOSPLIT, fmt.Sprintf("func(pack *float32, k int, b *float32, bRow int, mask %s)", s.mask))
	Pragma("noescape")
	Doc(
		fmt.Sprintf("packEdge%d%s copies k rows of b, bRow bytes apart, to pack, %d columns each; columns", columns, s.name, columns),
		"that the mask leaves out are not read and become 0.",
	)
	t := &tile{isa: s, vectors: vectors}
	t.isa.masks.prologue(t)
	to, from, left := reg.RAX, reg.RBX, reg.RCX
	Load(Param("pack"), to)
	Load(Param("b"), from)
	Load(Param("bRow"), bRow)
	Load(Param("k"), left)
	Label("row")
	for v := range vectors {
		s.masks.load(t, v, Mem{Base: from, Disp: v * s.lanes * 4}, t.spare(v))
		VMOVUPS(t.spare(v), Mem{Base: to, Disp: v * s.lanes * 4})
	}
	ADDQ(bRow, from)
	ADDQ(U32(columns*4), to)
	DECQ(left)
	JNZ(LabelRef("row"))
	VZEROUPPER()
	RET()
}

// packTransposed makes the function that turns eight rows into eight columns.
func packTransposed() {
	TEXT("packTransposedAVX2", NOSPLIT, "func(pack *float32, packRow, k int, b *float32, bRow, rows int, mask *int32)")
	Pragma("noescape")
	Doc(
		"packTransposedAVX2 writes the first eight rows of b, k long and bRow bytes apart, as eight",
		"columns of pack, packRow bytes apart. Where there are fewer than eight rows the last one is",
		"repeated. It writes k rows, rounded up to a multiple of eight; the mask is that of the last",
		"eight, for reading b.",
	)
	to, toRow, left := reg.RAX, reg.RBX, reg.RCX
	last, step := reg.RDX, reg.RSI
	rows := []reg.GPPhysical{reg.RDI, reg.R8, reg.R9, reg.R10, reg.R11, reg.R12, reg.R13, reg.R15}
	Load(Param("pack"), to)
	Load(Param("packRow"), toRow)
	Load(Param("k"), left)
	pointToRows(rows, last, step)
	LEAQ(Mem{Base: toRow, Index: toRow, Scale: 2}, step) // 3 rows of pack

	x := []Op{reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7}
	y := []Op{reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15}
	Label("block")
	SUBQ(Imm(8), left)
	JLT(LabelRef("part"))
	for i := range x {
		VMOVUPS(Mem{Base: rows[i]}, x[i])
		ADDQ(Imm(32), rows[i])
	}
	Label("transpose")
	transpose(x, y)
	for i := range 4 {
		VMOVUPS(y[i], address(to, toRow, step, i))
	}
	LEAQ(Mem{Base: to, Index: toRow, Scale: 4}, to)
	for i := range 4 {
		VMOVUPS(y[4+i], address(to, toRow, step, i))
	}
	LEAQ(Mem{Base: to, Index: toRow, Scale: 4}, to)
	CMPQ(left, Imm(0))
	JGT(LabelRef("block"))
	VZEROUPPER()
	RET()

	Label("part")
	CMPQ(left, I8(-8))
	JEQ(LabelRef("none"))
	Load(Param("mask"), last)
	VMOVUPS(Mem{Base: last}, y[0])
	for i := range x {
		VMASKMOVPS(Mem{Base: rows[i]}, y[0], x[i])
	}
	JMP(LabelRef("transpose"))
	Label("none")
	VZEROUPPER()
	RET()
}

// pointToRows points to eight rows of b, to the last one for those that are missing.
func pointToRows(rows []reg.GPPhysical, last, step reg.GPPhysical) {
	Load(Param("b"), rows[0])
	Load(Param("bRow"), step)
	Load(Param("rows"), last)
	DECQ(last)
	IMULQ(step, last)
	ADDQ(rows[0], last)
	for i := 1; i < 8; i++ {
		LEAQ(Mem{Base: rows[i-1], Index: step, Scale: 1}, rows[i])
		CMPQ(rows[i], last)
		CMOVQHI(last, rows[i])
	}
}

// address is that of row i of four, three holding three times row.
func address(base, row, three reg.GPPhysical, i int) Mem {
	switch i {
	case 0:
		return Mem{Base: base}
	case 3:
		return Mem{Base: base, Index: three, Scale: 1}
	}
	return Mem{Base: base, Index: row, Scale: uint8(i)}
}

// transpose makes y the transpose of the 8 × 8 numbers in x, which it uses up:
// first pairs, then quadruples, then halves of vectors change places.
func transpose(x, y []Op) {
	for i := 0; i < 8; i += 2 {
		VUNPCKLPS(x[i+1], x[i], y[i])
		VUNPCKHPS(x[i+1], x[i], y[i+1])
	}
	for i := 0; i < 8; i += 4 {
		VSHUFPS(Imm(0x44), y[i+2], y[i], x[i])
		VSHUFPS(Imm(0xee), y[i+2], y[i], x[i+1])
		VSHUFPS(Imm(0x44), y[i+3], y[i+1], x[i+2])
		VSHUFPS(Imm(0xee), y[i+3], y[i+1], x[i+3])
	}
	for i := range 4 {
		VPERM2F128(Imm(0x20), x[i+4], x[i], y[i])
		VPERM2F128(Imm(0x31), x[i+4], x[i], y[i+4])
	}
}

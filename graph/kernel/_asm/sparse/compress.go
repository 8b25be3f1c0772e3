package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// notEqual is the predicate of VCMPPS that is true for NaN, too.
const notEqual = 4

// compressRows makes the function that lists what differs from the background,
// row by row.
func compressRows() {
	start("compressRowsAVX2", "func(rows, columns int, x *float32, xRow int, background float32, values *float32, indices, table *uint16, starts *uint32)",
		"compressRowsAVX2 lists the entries of x, of columns columns (a multiple of eight) and rows xRow",
		"bytes apart, that are not the background: their distances from it, and their columns. starts[0]",
		"is 0, and row i's list ends before starts[i+1]. It writes up to seven elements beyond the last",
		"list. The table has for each mask of eight bits the positions of those that are set.")
	rows, columns, x, xRow := reg.RAX, reg.RBX, reg.RCX, reg.RDX
	values, indices, table, starts := reg.RSI, reg.RDI, reg.R8, reg.R9
	n, at, mask, count := reg.R10, reg.R11, reg.R12, reg.R13
	background, entries, order := reg.Y0, reg.Y1, reg.Y2
	position, eight, words := reg.X3, reg.X4, reg.X5
	Load(Param("rows"), rows)
	Load(Param("columns"), columns)
	Load(Param("x"), x)
	Load(Param("xRow"), xRow)
	Load(Param("values"), values)
	Load(Param("indices"), indices)
	Load(Param("table"), table)
	Load(Param("starts"), starts)
	p, err := Param("background").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(p.Addr, background)
	MOVL(U32(8), mask.As32())
	VMOVD(mask.As32(), eight)
	VPBROADCASTW(eight, eight)
	XORQ(n, n)
	MOVL(n.As32(), Mem{Base: starts})
	Label("row")
	XORQ(at, at)
	VPXOR(position, position, position)
	Label("entries")
	VMOVUPS(Mem{Base: x, Index: at, Scale: 4}, entries)
	VCMPPS(Imm(notEqual), background, entries, order)
	VMOVMSKPS(order, mask.As32())
	POPCNTL(mask.As32(), count.As32())
	SHLQ(Imm(4), mask)
	VSUBPS(background, entries, entries)
	VMOVDQU(Mem{Base: table, Index: mask, Scale: 1}, words)
	VPMOVZXWD(words, order)
	VPERMPS(entries, order, entries)
	VMOVUPS(entries, Mem{Base: values, Index: n, Scale: 4})
	VPADDW(position, words, words)
	VMOVDQU(words, Mem{Base: indices, Index: n, Scale: 2})
	ADDQ(count, n)
	VPADDW(eight, position, position)
	ADDQ(Imm(8), at)
	CMPQ(at, columns)
	JLT(LabelRef("entries"))
	ADDQ(Imm(4), starts)
	MOVL(n.As32(), Mem{Base: starts})
	ADDQ(xRow, x)
	DECQ(rows)
	JNZ(LabelRef("row"))
	end()
}

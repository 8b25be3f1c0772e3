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

// compressPairs makes the function that lists what differs from the background,
// by pairs of columns.
func compressPairs() {
	TEXT("compressPairsAVX2", NOSPLIT, "func(rows int, x *float32, xRow int, background float32, values *float32, indices *uint16, counts *uint32)")
	Pragma("noescape")
	Doc(
		"compressPairsAVX2 makes the lists of eight pairs of columns of x, whose rows are xRow bytes",
		"apart: where either entry is not the background the distances of both from it, and the row.",
		"Each list has room for all rows.",
	)
	const columns = 16
	x, values, indices, row, mask, entry := reg.RAX, reg.RBX, reg.RCX, reg.RDX, reg.RSI, reg.RDI
	next := []reg.GPPhysical{reg.R8, reg.R9, reg.R10, reg.R11, reg.R12, reg.R13, reg.R14, reg.R15}
	background, left, right, leftMask, rightMask := reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4
	entries := AllocLocal(columns * 4)
	Load(Param("x"), x)
	Load(Param("values"), values)
	Load(Param("indices"), indices)
	p, err := Param("background").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(p.Addr, background)
	rows, err := Param("rows").Resolve()
	if err != nil {
		panic(err)
	}
	XORQ(next[0], next[0])
	MOVQ(rows.Addr, entry)
	for i := 1; i < len(next); i++ {
		LEAQ(Mem{Base: next[i-1], Index: entry, Scale: 1}, next[i])
	}
	XORQ(row, row)
	Label("row")
	VMOVUPS(Mem{Base: x}, left)
	VMOVUPS(Mem{Base: x, Disp: 32}, right)
	Load(Param("xRow"), mask)
	ADDQ(mask, x)
	VCMPPS(Imm(notEqual), background, left, leftMask)
	VCMPPS(Imm(notEqual), background, right, rightMask)
	VMOVMSKPS(leftMask, mask.As32())
	VMOVMSKPS(rightMask, entry.As32())
	SHLL(Imm(8), entry.As32())
	ORL(entry.As32(), mask.As32())
	JZ(LabelRef("none"))
	VSUBPS(background, left, left)
	VSUBPS(background, right, right)
	VMOVUPS(left, entries)
	VMOVUPS(right, entries.Offset(32))
	MOVL(mask.As32(), entry.As32())
	SHRL(Imm(1), entry.As32())
	ORL(entry.As32(), mask.As32())
	for i, n := range next {
		// Written in any case, but kept only if the pair's bit moves the list's end.
		MOVQ(entries.Offset(8*i), entry)
		MOVQ(entry, Mem{Base: values, Index: n, Scale: 8})
		MOVW(row.As16(), Mem{Base: indices, Index: n, Scale: 2})
		BTL(Imm(uint64(2*i)), mask.As32())
		ADCQ(Imm(0), n)
	}
	Label("none")
	INCQ(row)
	CMPQ(row, rows.Addr)
	JLT(LabelRef("row"))
	counts := mask
	Load(Param("counts"), counts)
	MOVQ(rows.Addr, entry)
	XORQ(row, row)
	for i, n := range next {
		SUBQ(row, n)
		MOVL(n.As32(), Mem{Base: counts, Disp: 4 * i})
		ADDQ(entry, row)
	}
	end()
}

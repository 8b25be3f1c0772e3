package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// pairs makes the function that computes rows of xᵀ·dy, two at a time.
func pairs(s *isa) {
	columns := s.backward
	vectors := columns / s.lanes
	start(s.function("pairs", columns), "func(pairs int, masks *uint64, words int, x *float32, xRow int, background float32, pack, add, c *float32, cRow int)",
		fmt.Sprintf("%s computes pairs of rows of a panel of c, %d columns each and cRow bytes apart:", s.function("pairs", columns), columns),
		"add plus the sum, over the rows of x that the pair's mask of so many words names, of the",
		"distances of the pair's two columns of x from the background times the same row of pack.")
	left, masks, words, x := reg.RAX, reg.RBX, reg.RCX, reg.RDX
	pack, c, cRow, subtract := reg.RSI, reg.RDI, reg.R8, reg.R9
	mask, row, value, xRow := reg.R10, reg.R11, reg.R12, reg.R13
	packWord, xWord := reg.R14, reg.R15
	first, second, y, background := s.vector(2*vectors), s.vector(2*vectors+1), s.vector(2*vectors+2), s.vector(2*vectors+3)
	Load(Param("pairs"), left)
	Load(Param("masks"), masks)
	Load(Param("x"), x)
	Load(Param("xRow"), xRow)
	Load(Param("pack"), pack)
	Load(Param("c"), c)
	Load(Param("cRow"), cRow)
	b, err := Param("background").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(b.Addr, background)
	MOVL(b.Addr, subtract.As32()) // 0 is not subtracted
	Label("pair")
	LEAQ(Mem{Base: c, Index: cRow, Scale: 4}, row) // two pairs further down
	for line := 0; line < columns*4; line += 64 {
		PREFETCHT0(Mem{Base: row, Disp: line})
		PREFETCHT0(Mem{Base: row, Index: cRow, Scale: 1, Disp: line})
	}
	for v := range 2 * vectors {
		s.clear(s.vector(v))
	}
	MOVQ(pack, packWord)
	MOVQ(x, xWord)
	Load(Param("words"), words)
	Label("word")
	MOVQ(Mem{Base: masks}, mask)
	ADDQ(Imm(8), masks)
	TESTQ(mask, mask)
	JZ(LabelRef("next"))
	Label("value")
	TZCNTQ(mask, row)
	LEAQ(Mem{Base: mask, Disp: -1}, value)
	ANDQ(value, mask) // without its lowest bit
	MOVQ(row, value)
	IMULQ(xRow, value)
	SHLQ(Imm(map[int]uint64{32: 7, 64: 8}[columns]), row) // columns · 4
	VBROADCASTSS(Mem{Base: xWord, Index: value, Scale: 1}, first)
	VBROADCASTSS(Mem{Base: xWord, Index: value, Scale: 1, Disp: 4}, second)
	TESTL(subtract.As32(), subtract.As32())
	JZ(LabelRef("distances"))
	VSUBPS(background, first, first)
	VSUBPS(background, second, second)
	Label("distances")
	for v := range vectors {
		at := s.at(packWord, v)
		at.Index, at.Scale = row, 1
		VMOVUPS(at, y)
		VFMADD231PS(y, first, s.vector(v))
		VFMADD231PS(y, second, s.vector(vectors+v))
	}
	TESTQ(mask, mask)
	JNZ(LabelRef("value"))
	Label("next")
	ADDQ(U32(64*columns*4), packWord)
	MOVQ(xRow, row)
	SHLQ(Imm(6), row)
	ADDQ(row, xWord)
	DECQ(words)
	JNZ(LabelRef("word"))
	add := row
	Load(Param("add"), add)
	for v := range 2 * vectors {
		VADDPS(s.at(add, v%vectors), s.vector(v), s.vector(v))
		to := s.at(c, v%vectors)
		if v >= vectors {
			to.Index, to.Scale = cRow, 1
		}
		VMOVUPS(s.vector(v), to)
	}
	LEAQ(Mem{Base: c, Index: cRow, Scale: 2}, c)
	ADDQ(Imm(8), x)
	DECQ(left)
	JNZ(LabelRef("pair"))
	end()
}

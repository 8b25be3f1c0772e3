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
	start(s.function("pairs", columns), "func(pairs int, masks *uint64, words int, x *float32, xRow int, background float32, pack, add, c *float32, cRow int)",
		fmt.Sprintf("%s computes pairs of rows of a panel of c, %d columns each and cRow bytes apart:", s.function("pairs", columns), columns),
		"add plus the sum, over the rows of x that the pair's mask of so many words names, of the",
		"distances of the pair's two columns of x from the background times the same row of pack.")
	p := pairLoop{isa: s, columns: columns, vectors: columns / s.lanes}
	p.load()
	Label("pair")
	p.fetch()
	p.sum()
	p.store()
	LEAQ(Mem{Base: c, Index: cRow, Scale: 2}, c)
	ADDQ(Imm(8), x)
	DECQ(left)
	JNZ(LabelRef("pair"))
	end()
}

// The registers of pairs.
var (
	left, maskAt, words, x  = reg.RAX, reg.RBX, reg.RCX, reg.RDX
	pack, c, cRow, subtract = reg.RSI, reg.RDI, reg.R8, reg.R9
	mask, row, value, xRow  = reg.R10, reg.R11, reg.R12, reg.R13
	packWord, xWord         = reg.R14, reg.R15
)

// pairLoop is the loop over pairs. Its first vectors are the sums of two rows.
type pairLoop struct {
	*isa
	columns, vectors int
}

func (p *pairLoop) background() Op { return p.vector(2*p.vectors + 3) }

func (p *pairLoop) load() {
	Load(Param("pairs"), left)
	Load(Param("masks"), maskAt)
	Load(Param("x"), x)
	Load(Param("xRow"), xRow)
	Load(Param("pack"), pack)
	Load(Param("c"), c)
	Load(Param("cRow"), cRow)
	b, err := Param("background").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(b.Addr, p.background())
	MOVL(b.Addr, subtract.As32()) // 0 is not subtracted
}

// fetch fetches the rows of c two pairs further down.
func (p *pairLoop) fetch() {
	LEAQ(Mem{Base: c, Index: cRow, Scale: 4}, row)
	for line := 0; line < p.columns*4; line += 64 {
		PREFETCHT0(Mem{Base: row, Disp: line})
		PREFETCHT0(Mem{Base: row, Index: cRow, Scale: 1, Disp: line})
	}
}

// sum computes the sums of a pair.
func (p *pairLoop) sum() {
	for v := range 2 * p.vectors {
		p.clear(p.vector(v))
	}
	MOVQ(pack, packWord)
	MOVQ(x, xWord)
	Load(Param("words"), words)
	Label("word")
	MOVQ(Mem{Base: maskAt}, mask)
	ADDQ(Imm(8), maskAt)
	TESTQ(mask, mask)
	JZ(LabelRef("next"))
	Label("value")
	TZCNTQ(mask, row)
	LEAQ(Mem{Base: mask, Disp: -1}, value)
	ANDQ(value, mask) // without its lowest bit
	p.add()
	TESTQ(mask, mask)
	JNZ(LabelRef("value"))
	Label("next")
	ADDQ(U32(64*p.columns*4), packWord)
	MOVQ(xRow, row)
	SHLQ(Imm(6), row)
	ADDQ(row, xWord)
	DECQ(words)
	JNZ(LabelRef("word"))
}

// add adds what a row of x contributes.
func (p *pairLoop) add() {
	first, second, y := p.vector(2*p.vectors), p.vector(2*p.vectors+1), p.vector(2*p.vectors+2)
	MOVQ(row, value)
	IMULQ(xRow, value)
	SHLQ(Imm(map[int]uint64{32: 7, 64: 8}[p.columns]), row) // columns · 4
	VBROADCASTSS(Mem{Base: xWord, Index: value, Scale: 1}, first)
	VBROADCASTSS(Mem{Base: xWord, Index: value, Scale: 1, Disp: 4}, second)
	TESTL(subtract.As32(), subtract.As32())
	JZ(LabelRef("distances"))
	VSUBPS(p.background(), first, first)
	VSUBPS(p.background(), second, second)
	Label("distances")
	for v := range p.vectors {
		at := p.at(packWord, v)
		at.Index, at.Scale = row, 1
		VMOVUPS(at, y)
		VFMADD231PS(y, first, p.vector(v))
		VFMADD231PS(y, second, p.vector(p.vectors+v))
	}
}

// store writes the sums, and add to each, to the two rows of c.
func (p *pairLoop) store() {
	add := row
	Load(Param("add"), add)
	for v := range 2 * p.vectors {
		VADDPS(p.at(add, v%p.vectors), p.vector(v), p.vector(v))
		to := p.at(c, v%p.vectors)
		if v >= p.vectors {
			to.Index, to.Scale = cRow, 1
		}
		VMOVUPS(p.vector(v), to)
	}
}

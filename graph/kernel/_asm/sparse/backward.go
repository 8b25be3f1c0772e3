package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// sets makes the function that computes rows of xᵀ·dy, one or two at a time.
func sets(s *isa, name string, together, columns int) {
	start(s.function(name, columns), "func(sets int, masks *uint64, words int, x *float32, xRow int, background float32, pack, add, c *float32, cRow int)",
		fmt.Sprintf("%s computes sets of %d rows of a panel of c, %d columns each and cRow bytes apart:", s.function(name, columns), together, columns),
		"add plus the sum, over the rows of x that the set's mask of so many words names, of the",
		"distances of the set's columns of x from the background times the same row of pack.")
	p := setLoop{isa: s, together: together, columns: columns, vectors: columns / s.lanes}
	p.load()
	Label("set")
	p.fetch()
	p.sum()
	p.store()
	LEAQ(Mem{Base: c, Index: cRow, Scale: uint8(together)}, c)
	ADDQ(Imm(uint64(4*together)), x)
	DECQ(left)
	JNZ(LabelRef("set"))
	end()
}

// The registers of sets.
var (
	left, maskAt, words, x  = reg.RAX, reg.RBX, reg.RCX, reg.RDX
	pack, c, cRow, subtract = reg.RSI, reg.RDI, reg.R8, reg.R9
	mask, row, value, xRow  = reg.R10, reg.R11, reg.R12, reg.R13
	packWord, xWord         = reg.R14, reg.R15
)

// setLoop is the loop over sets. Its first vectors are the sums of the rows.
type setLoop struct {
	*isa
	together, columns, vectors int
}

// value is the vector of a column of x, then of y and the background.
func (p *setLoop) value(i int) Op { return p.vector(p.together*p.vectors + i) }

func (p *setLoop) background() Op { return p.value(p.together + 1) }

func (p *setLoop) load() {
	Load(Param("sets"), left)
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

// fetch fetches the rows of c two sets further down.
func (p *setLoop) fetch() {
	LEAQ(Mem{Base: c, Index: cRow, Scale: uint8(2 * p.together)}, row)
	for line := 0; line < p.columns*4; line += 64 {
		PREFETCHT0(Mem{Base: row, Disp: line})
		if p.together == 2 {
			PREFETCHT0(Mem{Base: row, Index: cRow, Scale: 1, Disp: line})
		}
	}
}

// sum computes the sums of a set.
func (p *setLoop) sum() {
	for v := range p.together * p.vectors {
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
func (p *setLoop) add() {
	MOVQ(row, value)
	IMULQ(xRow, value)
	SHLQ(Imm(map[int]uint64{32: 7, 64: 8}[p.columns]), row) // columns · 4
	for i := range p.together {
		VBROADCASTSS(Mem{Base: xWord, Index: value, Scale: 1, Disp: 4 * i}, p.value(i))
	}
	TESTL(subtract.As32(), subtract.As32())
	JZ(LabelRef("distances"))
	for i := range p.together {
		VSUBPS(p.background(), p.value(i), p.value(i))
	}
	Label("distances")
	for v := range p.vectors {
		at := p.at(packWord, v)
		at.Index, at.Scale = row, 1
		if p.together == 1 {
			VFMADD231PS(at, p.value(0), p.vector(v))
			continue
		}
		y := p.value(p.together)
		VMOVUPS(at, y)
		for i := range p.together {
			VFMADD231PS(y, p.value(i), p.vector(i*p.vectors+v))
		}
	}
}

// store writes the sums, and add to each, to the rows of c.
func (p *setLoop) store() {
	add := row
	Load(Param("add"), add)
	for v := range p.together * p.vectors {
		VADDPS(p.at(add, v%p.vectors), p.vector(v), p.vector(v))
		to := p.at(c, v%p.vectors)
		if v >= p.vectors {
			to.Index, to.Scale = cRow, 1
		}
		VMOVUPS(p.vector(v), to)
	}
}

// Command relu generates the backward pass of ReLU and bias, and the sums of columns.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"digits/graph/kernel/_asm/vector"
)

func main() {
	tail := vector.TailTable()
	for _, set := range vector.Both {
		reluBackward(set, tail)
		columnSums(set, tail)
	}
	Generate()
}

// blockColumns is how many columns are summed at a time: with more, the sums of AVX2 have no registers left.
const blockColumns = 64

// columns is a loop over columns in blocks, and in each over the rows: a block's sums stay in registers.
type columns struct {
	vector.ISA
	rows, stride, left reg.Register
	dy, y, dz, db      reg.Register // y and dz nil for the sums alone
	zero               reg.VecVirtual
}

func reluBackward(set vector.ISA, tail Mem) {
	set.Function("reluBackward", "func(rows, stride, columns int, dy, y, dz, db *float32)",
		"masks the columns of dy that stride elements lie between rows of, and adds them to db where that is not nil.")
	c := columns{ISA: set, zero: set.New()}
	c.load()
	c.y, c.dz = vector.Pointer("y"), vector.Pointer("dz")
	VXORPS(c.zero, c.zero, c.zero)
	c.loops(tail)
}

func columnSums(set vector.ISA, tail Mem) {
	set.Function("columnSums", "func(rows, stride, columns int, dy, db *float32)",
		"adds the columns of dy, whose rows are stride elements apart, to db.")
	c := columns{ISA: set}
	c.load()
	c.loops(tail)
}

// load loads what both functions have.
func (c *columns) load() {
	c.rows, c.stride, c.left = vector.Pointer("rows"), vector.Pointer("stride"), vector.Pointer("columns")
	c.dy, c.db = vector.Pointer("dy"), vector.Pointer("db")
	SHLQ(Imm(2), c.stride)
}

// loops does blocks of many vectors, then of one, then the last columns.
func (c *columns) loops(tail Mem) {
	for _, vectors := range []int{blockColumns / c.Lanes, 1} {
		block, next := fmt.Sprint("block", vectors), fmt.Sprint("after", vectors)
		Label(block)
		CMPQ(c.left, U32(vectors*c.Lanes))
		JLT(LabelRef(next))
		c.block(vectors, nil, fmt.Sprint("row", vectors))
		for _, pointer := range []reg.Register{c.dy, c.y, c.dz, c.db} {
			if pointer == nil {
				continue
			}
			skip := fmt.Sprint("nil", vectors)
			if pointer == c.db {
				TESTQ(pointer, pointer)
				JZ(LabelRef(skip))
			}
			ADDQ(U32(vectors*c.Bytes()), pointer)
			if pointer == c.db {
				Label(skip)
			}
		}
		SUBQ(U32(vectors*c.Lanes), c.left)
		JMP(LabelRef(block))
		Label(next)
	}
	TESTQ(c.left, c.left)
	JZ(LabelRef("done"))
	mask := c.TailMask(vector.TailAddress(tail, c.left), 0)
	c.block(1, &mask, "rowtail")
	Label("done")
	vector.End()
}

// block does all rows of some vectors of columns, or of the lanes of one.
func (c *columns) block(vectors int, mask *vector.Mask, label string) {
	sums := make([]reg.VecVirtual, vectors)
	for k := range sums {
		sums[k] = c.New()
		VXORPS(sums[k], sums[k], sums[k])
	}
	c.each(label+"load", sums, func(k int, at Mem) { load(mask, at, sums[k]) })
	offset, row := GP64(), GP64()
	XORQ(offset, offset)
	MOVQ(c.rows, row)
	Label(label)
	for k := range sums {
		gradient := c.New()
		c.gradient(mask, k, offset, gradient)
		VADDPS(gradient, sums[k], sums[k])
	}
	ADDQ(c.stride, offset)
	DECQ(row)
	JNZ(LabelRef(label))
	c.each(label+"store", sums, func(k int, at Mem) { store(mask, sums[k], at) })
}

// each visits the places of the sums in db, if there is one.
func (c *columns) each(label string, sums []reg.VecVirtual, visit func(k int, at Mem)) {
	TESTQ(c.db, c.db)
	JZ(LabelRef(label))
	for k := range sums {
		visit(k, Mem{Base: c.db, Disp: k * c.Bytes()})
	}
	Label(label)
}

// gradient loads dy's vector k of the row at offset; with y it is masked and stored as dz.
func (c *columns) gradient(mask *vector.Mask, k int, offset reg.Register, to reg.VecVirtual) {
	at := func(base reg.Register) Mem { return Mem{Base: base, Index: offset, Scale: 1, Disp: k * c.Bytes()} }
	if c.y == nil {
		load(mask, at(c.dy), to)
		return
	}
	const lessThan = 0x11 // ordered and quiet: false for NaN
	y := c.New()
	load(mask, at(c.y), y)
	if c.Wide() {
		positive := K()
		VCMPPS(Imm(lessThan), y, c.zero, positive)
		VMOVUPS_Z(at(c.dy), positive, to) // y is 0 in the lanes beyond the mask: none of them is read
	} else {
		VCMPPS(Imm(lessThan), y, c.zero, y)
		load(mask, at(c.dy), to)
		VANDPS(y, to, to)
	}
	store(mask, to, at(c.dz))
}

func load(mask *vector.Mask, from Mem, to reg.VecVirtual) {
	if mask != nil {
		mask.Load(from, to)
		return
	}
	VMOVUPS(from, to)
}

func store(mask *vector.Mask, from reg.VecVirtual, to Mem) {
	if mask != nil {
		mask.Store(from, to)
		return
	}
	VMOVUPS(from, to)
}

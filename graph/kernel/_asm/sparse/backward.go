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
	start(s.function("pairs", columns), "func(pairs int, counts *uint32, values *float32, indices *uint16, room int, pack, add, c *float32, cRow int)",
		fmt.Sprintf("%s computes pairs of rows of a panel of c, %d columns each and cRow bytes apart:", s.function("pairs", columns), columns),
		"add plus the sum of values times the rows of pack that their indices name. A pair of rows has",
		"a list of counts pairs of values, and each list has room for that many.")
	left, counts, values, indices := reg.RAX, reg.RBX, reg.RCX, reg.RDX
	pack, c, cRow, add := reg.RSI, reg.RDI, reg.R8, reg.R9
	n, row, value, index := reg.R10, reg.R11, reg.R12, reg.R13
	first, second, x := s.vector(2*vectors), s.vector(2*vectors+1), s.vector(2*vectors+2)
	Load(Param("pairs"), left)
	Load(Param("counts"), counts)
	Load(Param("values"), values)
	Load(Param("indices"), indices)
	Load(Param("pack"), pack)
	Load(Param("add"), add)
	Load(Param("c"), c)
	Load(Param("cRow"), cRow)
	Label("pair")
	LEAQ(Mem{Base: c, Index: cRow, Scale: 4}, row) // two pairs further down
	for line := 0; line < columns*4; line += 64 {
		PREFETCHT0(Mem{Base: row, Disp: line})
		PREFETCHT0(Mem{Base: row, Index: cRow, Scale: 1, Disp: line})
	}
	for v := range 2 * vectors {
		s.clear(s.vector(v))
	}
	MOVL(Mem{Base: counts}, n.As32())
	ADDQ(Imm(4), counts)
	TESTQ(n, n)
	JZ(LabelRef("summed"))
	MOVQ(values, value)
	MOVQ(indices, index)
	Label("value")
	MOVWLZX(Mem{Base: index}, row.As32())
	SHLQ(Imm(map[int]uint64{32: 7, 64: 8}[columns]), row) // columns · 4
	ADDQ(pack, row)
	VBROADCASTSS(Mem{Base: value}, first)
	VBROADCASTSS(Mem{Base: value, Disp: 4}, second)
	for v := range vectors {
		VMOVUPS(s.at(row, v), x)
		VFMADD231PS(x, first, s.vector(v))
		VFMADD231PS(x, second, s.vector(vectors+v))
	}
	ADDQ(Imm(8), value)
	ADDQ(Imm(2), index)
	DECQ(n)
	JNZ(LabelRef("value"))
	Label("summed")
	for v := range 2 * vectors {
		VADDPS(s.at(add, v%vectors), s.vector(v), s.vector(v))
		to := s.at(c, v%vectors)
		if v >= vectors {
			to.Index, to.Scale = cRow, 1
		}
		VMOVUPS(s.vector(v), to)
	}
	LEAQ(Mem{Base: c, Index: cRow, Scale: 2}, c)
	Load(Param("room"), n)
	LEAQ(Mem{Base: values, Index: n, Scale: 8}, values)
	LEAQ(Mem{Base: indices, Index: n, Scale: 2}, indices)
	DECQ(left)
	JNZ(LabelRef("pair"))
	end()
}

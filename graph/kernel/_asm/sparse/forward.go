package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// copyPanel makes the function that copies rows of a panel to where they lie
// closely, and sums them on the way.
func copyPanel(s *isa, columns int) {
	start(s.function("copyPanel", columns), "func(rows int, from *float32, fromRow int, background float32, sums, pack *float32)",
		fmt.Sprintf("%s copies rows of %d columns, fromRow bytes apart, to pack, where they", s.function("copyPanel", columns), columns),
		"follow each other, and adds background times each row to sums.")
	vectors := columns / s.lanes
	rows, from, fromRow, sums, pack := reg.RAX, reg.RBX, reg.RCX, reg.RDX, reg.RSI
	background, x := s.vector(vectors), s.vector(vectors+1)
	Load(Param("rows"), rows)
	Load(Param("from"), from)
	Load(Param("fromRow"), fromRow)
	Load(Param("sums"), sums)
	Load(Param("pack"), pack)
	p, err := Param("background").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(p.Addr, background)
	for v := range vectors {
		VMOVUPS(s.at(sums, v), s.vector(v))
	}
	Label("row")
	for v := range vectors {
		VMOVUPS(s.at(from, v), x)
		VMOVUPS(x, s.at(pack, v))
		VFMADD231PS(x, background, s.vector(v))
	}
	ADDQ(fromRow, from)
	ADDQ(U32(columns*4), pack)
	DECQ(rows)
	JNZ(LabelRef("row"))
	for v := range vectors {
		VMOVUPS(s.vector(v), s.at(sums, v))
	}
	end()
}

// accumulate makes the function that adds what a block of columns of x
// contributes to the rows of a panel of c.
func accumulate(s *isa) {
	columns := s.forward
	start(s.function("accumulate", columns), "func(rows int, starts *uint32, values *float32, indices *uint16, pack, sums, ahead *float32, aheadRow int)",
		fmt.Sprintf("%s adds to each of rows rows of sums, %d columns each, its values times the", s.function("accumulate", columns), columns),
		"rows of pack that its indices name. The values of row i are those from starts[i] up to",
		"starts[i+1]. Meanwhile it fetches a row of ahead, aheadRow bytes apart, for each of its own.")
	vectors := columns / s.lanes
	rows, starts, values, indices := reg.RAX, reg.RBX, reg.RCX, reg.RDX
	pack, sums, ahead, aheadRow := reg.RSI, reg.RDI, reg.R8, reg.R9
	count, row, n := reg.R10, reg.R11, reg.R12
	value := s.vector(vectors)
	Load(Param("rows"), rows)
	Load(Param("starts"), starts)
	Load(Param("values"), values)
	Load(Param("indices"), indices)
	Load(Param("pack"), pack)
	Load(Param("sums"), sums)
	Load(Param("ahead"), ahead)
	Load(Param("aheadRow"), aheadRow)
	MOVL(Mem{Base: starts}, n.As32())
	LEAQ(Mem{Base: values, Index: n, Scale: 4}, values)
	LEAQ(Mem{Base: indices, Index: n, Scale: 2}, indices)
	Label("row")
	for line := range columns * 4 / 64 {
		PREFETCHT1(Mem{Base: ahead, Disp: 64 * line})
	}
	ADDQ(aheadRow, ahead)
	MOVL(Mem{Base: starts, Disp: 4}, n.As32())
	MOVL(Mem{Base: starts}, count.As32())
	ADDQ(Imm(4), starts)
	SUBQ(n, count) // minus the number of values
	JZ(LabelRef("next"))
	NEGQ(count)
	LEAQ(Mem{Base: values, Index: count, Scale: 4}, values)
	LEAQ(Mem{Base: indices, Index: count, Scale: 2}, indices)
	NEGQ(count)
	for v := range vectors {
		VMOVUPS(s.at(sums, v), s.vector(v))
	}
	Label("value")
	MOVWLZX(Mem{Base: indices, Index: count, Scale: 2}, row.As32())
	SHLQ(Imm(8), row) // columns · 4
	ADDQ(pack, row)
	VBROADCASTSS(Mem{Base: values, Index: count, Scale: 4}, value)
	for v := range vectors {
		VFMADD231PS(s.at(row, v), value, s.vector(v))
	}
	INCQ(count)
	JNZ(LabelRef("value"))
	for v := range vectors {
		VMOVUPS(s.vector(v), s.at(sums, v))
	}
	Label("next")
	ADDQ(U32(columns*4), sums)
	DECQ(rows)
	JNZ(LabelRef("row"))
	end()
}

// finish makes the function that turns sums into c.
func finish(s *isa) {
	columns := s.forward
	start(s.function("finish", columns), "func(rows int, sums, more *float32, moreRow int, add, bias *float32, floor float32, c *float32, cRow int)",
		fmt.Sprintf("%s writes rows of %d columns, cRow bytes apart: c = max(sums + more + add + bias, floor).", s.function("finish", columns), columns),
		"Rows of more are moreRow bytes apart. NaN stays NaN.")
	half := columns / s.lanes / 2 // two passes: AVX2 has no registers for all
	rows, sums, c, cRow, add, bias := reg.RAX, reg.RBX, reg.RCX, reg.RDX, reg.RSI, reg.RDI
	more, moreRow := reg.R8, reg.R9
	floor, x := s.vector(2*half), s.vector(2*half+1)
	Load(Param("sums"), sums)
	Load(Param("more"), more)
	Load(Param("moreRow"), moreRow)
	Load(Param("cRow"), cRow)
	Load(Param("add"), add)
	Load(Param("bias"), bias)
	Load(Param("c"), c)
	Load(Param("rows"), rows)
	p, err := Param("floor").Resolve()
	if err != nil {
		panic(err)
	}
	VBROADCASTSS(p.Addr, floor)
	for _, part := range []string{"left", "right"} {
		for v := range half {
			VMOVUPS(s.at(add, v), s.vector(v))
			VMOVUPS(s.at(bias, v), s.vector(half+v))
		}
		Label(part)
		for v := range half {
			VMOVUPS(s.at(sums, v), x)
			VADDPS(s.at(more, v), x, x)
			VADDPS(s.vector(v), x, x)
			VADDPS(s.vector(half+v), x, x)
			VMAXPS(x, floor, x)
			VMOVUPS(x, s.at(c, v))
		}
		ADDQ(U32(columns*4), sums)
		ADDQ(moreRow, more)
		ADDQ(cRow, c)
		DECQ(rows)
		JNZ(LabelRef(part))
		if part == "left" {
			reload(s, half, sums, more, add, bias, c)
			Load(Param("rows"), rows)
		}
	}
	end()
}

// reload points again to the first row, at the second half of the columns.
func reload(s *isa, half int, sums, more, add, bias, c reg.GPPhysical) {
	offset := U32(half * s.lanes * 4)
	Load(Param("sums"), sums)
	Load(Param("more"), more)
	Load(Param("c"), c)
	for _, r := range []reg.GPPhysical{sums, more, add, bias, c} {
		ADDQ(offset, r)
	}
}

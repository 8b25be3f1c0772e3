package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// row makes the function that computes one row of c alone. A tile of one row has
// too few sums to keep the multipliers busy, so this one is wider.
func row(s *isa) {
	const columns = 64
	vectors := columns / s.lanes
	name := fmt.Sprintf("row%d%s", columns, s.name)
	TEXT(name, NOSPLIT, "func(k int, a *float32, aCol int, b *float32, bRow int, c, bias *float32, floor float32)")
	Pragma("noescape")
	Doc(fmt.Sprintf("%s computes %d elements of a single row: c = max(a·b + bias, floor). Strides are in bytes.", name, columns))
	k, at, aCol, b, bRow, c, bias := reg.RAX, reg.RBX, reg.RCX, reg.RDX, reg.RSI, reg.RDI, reg.R8
	Load(Param("k"), k)
	Load(Param("a"), at)
	Load(Param("aCol"), aCol)
	Load(Param("b"), b)
	Load(Param("bRow"), bRow)
	Load(Param("c"), c)
	Load(Param("bias"), bias)
	x, zero, floor := s.vector[vectors], s.vector[vectors+1], s.vector[vectors+2]
	for v := range vectors {
		s.clear(s.vector[v])
	}
	element := func(base reg.Register, v int) Mem { return Mem{Base: base, Disp: v * s.lanes * 4} }
	Label("depth")
	VBROADCASTSS(Mem{Base: at}, x)
	for v := range vectors {
		VFMADD231PS(element(b, v), x, s.vector[v])
	}
	ADDQ(aCol, at)
	ADDQ(bRow, b)
	DECQ(k)
	JNZ(LabelRef("depth"))
	s.clear(zero)
	VBROADCASTSS(parameter("floor"), floor)
	for v := range vectors {
		sum := s.vector[v]
		VADDPS(zero, sum, sum)
		VADDPS(element(bias, v), sum, sum)
		VMAXPS(sum, floor, sum)
		VMOVUPS(sum, element(c, v))
	}
	VZEROUPPER()
	RET()
}

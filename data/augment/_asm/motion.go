package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// motion moves ink point by point, x and y at once.
func motion() {
	function("motionAVX2", "func(moved, ink *float32, n int, m, dx, dy *float32, stride int)",
		"writes where n points, at least one, go. stride is that of the displacements.")
	moved, ink, n, m := param("moved"), param("ink"), param("n"), param("m")
	dx, dy, stride := param("dx"), param("dy"), param("stride")
	pivot, anchor, byX, byY := loadX(at(m, 0)), loadX(at(m, 16)), loadX(at(m, 32)), loadX(at(m, 48))
	bend, last := loadX(at(m, 64)), loadX(at(m, 80))
	half, zero := XMM(), XMM()
	ones(half) // 0.5 is 0x3f000000: six bits set
	VPSRLD(Imm(26), half, half)
	VPSLLD(Imm(24), half, half)
	VXORPS(zero, zero, zero)
	place := func(from reg.VecVirtual) reg.VecVirtual {
		x, y := XMM(), XMM()
		VPERMILPS(Imm(0x00), from, x)
		VPERMILPS(Imm(0x55), from, y)
		VMULPS(byX, x, x)
		VMULPS(byY, y, y)
		VADDPS(y, x, x)
		VADDPS(anchor, x, x)
		return x
	}
	point, from, bent := XMM(), XMM(), XMM()
	row, column := GP64(), GP64()

	Label("point")
	VMOVUPS(at(ink, 0), point)
	VSUBPS(pivot, point, from)
	to := place(from)
	VADDPS(half, to, to)
	VCVTTPS2DQ(to, to)
	VPMAXSD(zero, to, to)
	VPMINSD(last, to, to)
	VMOVQ(to, row)
	MOVL(row.As32(), column.As32())
	SHRQ(Imm(32), row)
	IMULQ(stride, column)
	ADDQ(row, column)
	VMOVSS(Mem{Base: dx, Index: column, Scale: 4}, bent)
	VINSERTPS(Imm(0x10), Mem{Base: dy, Index: column, Scale: 4}, bent, bent)
	VMULPS(bend, bent, bent)
	VSUBPS(bent, from, from)
	to = place(from)
	VBLENDPS(Imm(0b1100), point, to, to)
	VMOVUPS(to, at(moved, 0))
	ADDQ(Imm(pointSize), ink)
	ADDQ(Imm(pointSize), moved)
	DECQ(n)
	JNZ(LabelRef("point"))
	end()
}

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// matrix is a motion's, each constant there for both points of a vector.
type matrix struct{ pivot, anchor, byX, byY, bend, last reg.VecVirtual }

func loadMatrix(m reg.Register) matrix {
	load := func(i int) reg.VecVirtual {
		v := YMM()
		VBROADCASTF128(at(m, 16*i), v)
		return v
	}
	return matrix{load(0), load(1), load(2), load(3), load(4), load(5)}
}

// place returns where places from the pivot go.
func (m matrix) place(from reg.VecVirtual) reg.VecVirtual {
	x, y := YMM(), YMM()
	VPERMILPS(Imm(0x00), from, x)
	VPERMILPS(Imm(0x55), from, y)
	VMULPS(m.byX, x, x)
	VMULPS(m.byY, y, y)
	VADDPS(y, x, x)
	VADDPS(m.anchor, x, x)
	return x
}

// motion moves two points at once, x and y.
func motion() {
	function("motionAVX2", "func(moved, ink *float32, n int, m, dx, dy *float32, stride int)",
		"writes where n points, at least one, go, and something for one more where n is odd. stride is that of the displacements.")
	moved, ink, n := param("moved"), param("ink"), param("n")
	m := loadMatrix(param("m"))
	dx, dy := param("dx"), param("dy")
	x, stride, half, zero := XMM(), YMM(), YMM(), YMM()
	VMOVQ(param("stride"), x)
	VPBROADCASTQ(x, stride)
	ones(half) // 0.5 is 0x3f000000: six bits set
	VPSRLD(Imm(26), half, half)
	VPSLLD(Imm(24), half, half)
	VXORPS(zero, zero, zero)

	Label("points")
	point, from := loadY(at(ink, 0)), YMM()
	VSUBPS(m.pivot, point, from)
	near, row := m.place(from), YMM()
	VADDPS(half, near, near)
	VCVTTPS2DQ(near, near)
	VPMAXSD(zero, near, near)
	VPMINSD(m.last, near, near)
	VPSRLQ(Imm(32), near, row)
	VPMULUDQ(stride, near, near)
	VPADDQ(row, near, near)
	bent := bend(near, dx, dy)
	VMULPS(m.bend, bent, bent)
	VSUBPS(bent, from, from)
	to := m.place(from)
	VBLENDPS(Imm(0b11001100), point, to, to)
	VMOVUPS(to, at(moved, 0))
	ADDQ(Imm(2*pointSize), ink)
	ADDQ(Imm(2*pointSize), moved)
	SUBQ(Imm(2), n)
	JG(LabelRef("points"))
	end()
}

// bend loads the displacements at the indices, which are the first of each two.
func bend(indices reg.VecVirtual, dx, dy reg.Register) reg.VecVirtual {
	high, first, second := XMM(), GP64(), GP64()
	VMOVQ(indices.AsX(), first)
	VEXTRACTI128(Imm(1), indices, high)
	VMOVQ(high, second)
	load := func(index reg.Register) reg.VecVirtual {
		v := XMM()
		VMOVSS(Mem{Base: dx, Index: index, Scale: 4}, v)
		VINSERTPS(Imm(0x10), Mem{Base: dy, Index: index, Scale: 4}, v, v)
		return v
	}
	low, upper, both := load(first), load(second), YMM()
	VINSERTF128(Imm(1), upper, low.AsY(), both)
	return both
}

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// The offsets of a stroke's fields.
const (
	fromX = 4 * iota
	fromY
	alongX
	alongY
	length2
	reach
)

// segment draws a stroke eight pixels at a time.
func segment() {
	lane := GLOBL("lane", RODATA|NOPTR)
	for i := range 8 {
		DATA(4*i, F32(i))
	}
	number := func(name string, value float32) reg.VecVirtual {
		v := YMM()
		VBROADCASTSS(ConstData(name, F32(value)), v)
		return v
	}
	function("segmentAVX2", "func(row *float32, stride, x, y, endX, endY int, s *float32)",
		"draws the stroke into rows y to before endY, of which there is at least one, from x to before endX. row is where the",
		"first is drawn, and stride the rows' distance in bytes. It writes up to eight pixels further what is there.")
	row, stride, s := param("row"), param("stride"), param("s")
	field := func(offset int) reg.VecVirtual {
		v := YMM()
		VBROADCASTSS(at(s, offset), v)
		return v
	}
	float := func(name string) reg.VecVirtual {
		x, v := XMM(), YMM()
		VXORPS(x, x, x)
		VCVTSI2SSQ(param(name), x, x)
		VBROADCASTSS(x, v)
		return v
	}
	one, full, eight := number("one", 1), number("full", 255), number("eight", 8)
	first, y, last := float("x"), float("y"), float("endX")
	VADDPS(lane, first, first)
	rows, out := param("endY"), GP64()
	SUBQ(param("y"), rows)
	x, zero, fromLine := YMM(), YMM(), YMM()
	VXORPS(zero, zero, zero)

	Label("row")
	MOVQ(row, out)
	VMOVAPS(first, x)
	VSUBPS(field(fromY), y, fromLine)
	Label("pixels")
	px, py, t, square := YMM(), YMM(), YMM(), YMM()
	VSUBPS(field(fromX), x, px)
	VMULPS(field(alongX), px, t)
	VMULPS(field(alongY), fromLine, py)
	VADDPS(py, t, t)
	VDIVPS(field(length2), t, t)
	VMAXPS(zero, t, t)
	VMINPS(one, t, t)
	VMULPS(field(alongX), t, square)
	VSUBPS(square, px, px)
	VMULPS(field(alongY), t, square)
	VSUBPS(square, fromLine, py)
	VMULPS(px, px, px)
	VMULPS(py, py, py)
	VADDPS(py, px, px)
	VSQRTPS(px, px)
	ink := field(reach)
	VSUBPS(px, ink, ink)
	VMAXPS(zero, ink, ink)
	VMINPS(one, ink, ink)
	VMULPS(full, ink, ink)
	VCMPPS(Imm(1), last, x, t) // less
	VANDPS(t, ink, ink)
	VMAXPS(at(out, 0), ink, ink)
	VMOVUPS(ink, at(out, 0))
	ADDQ(Imm(32), out)
	VADDPS(eight, x, x)
	VUCOMISS(last.AsX(), x.AsX())
	JB(LabelRef("pixels"))
	VADDPS(one, y, y)
	ADDQ(stride, row)
	DECQ(rows)
	JNZ(LabelRef("row"))
	end()
}

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

// stroke reads a stroke's fields.
type stroke struct{ base reg.Register }

// field is in each lane of a new vector.
func (s stroke) field(offset int) reg.VecVirtual { return broadcast(at(s.base, offset)) }

// broadcast has a float in each lane.
func broadcast(x Op) reg.VecVirtual {
	v := YMM()
	VBROADCASTSS(x, v)
	return v
}

// number is broadcast of a constant.
func number(name string, value float32) reg.VecVirtual { return broadcast(ConstData(name, F32(value))) }

// converted is broadcast of a parameter that is an integer.
func converted(name string) reg.VecVirtual {
	x := XMM()
	VXORPS(x, x, x)
	VCVTSI2SSQ(param(name), x, x)
	return broadcast(x)
}

// segment draws a stroke eight pixels at a time.
func segment() {
	lane := GLOBL("lane", RODATA|NOPTR)
	for i := range 8 {
		DATA(4*i, F32(i))
	}
	function("segmentAVX2", "func(row *float32, stride, x, y, endX, endY int, s *float32)",
		"draws the stroke into rows y to before endY, of which there is at least one, from x to before endX. row is where the",
		"first is drawn, and stride the rows' distance in bytes. It writes up to eight pixels further what is there.")
	row, stride, s := param("row"), param("stride"), stroke{param("s")}
	one, full, eight := number("one", 1), number("full", 255), number("eight", 8)
	first, y, last := converted("x"), converted("y"), converted("endX")
	VADDPS(lane, first, first)
	rows, out := param("endY"), GP64()
	SUBQ(param("y"), rows)
	x, zero, fromLine := YMM(), YMM(), YMM()
	VXORPS(zero, zero, zero)

	Label("row")
	MOVQ(row, out)
	VMOVAPS(first, x)
	VSUBPS(s.field(fromY), y, fromLine)
	Label("pixels")
	distance, ink, inside := s.distance(x, fromLine, zero, one), s.field(reach), YMM()
	VSUBPS(distance, ink, ink)
	VMAXPS(zero, ink, ink)
	VMINPS(one, ink, ink)
	VMULPS(full, ink, ink)
	VCMPPS(Imm(1), last, x, inside) // less
	VANDPS(inside, ink, ink)
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

// distance is that of pixels from the nearest place of the stroke, whose start they are
// fromLine below.
func (s stroke) distance(x, fromLine, zero, one reg.VecVirtual) reg.VecVirtual {
	px, py, t, square := YMM(), YMM(), YMM(), YMM()
	VSUBPS(s.field(fromX), x, px)
	VMULPS(s.field(alongX), px, t)
	VMULPS(s.field(alongY), fromLine, py)
	VADDPS(py, t, t)
	VDIVPS(s.field(length2), t, t)
	VMAXPS(zero, t, t)
	VMINPS(one, t, t)
	VMULPS(s.field(alongX), t, square)
	VSUBPS(square, px, px)
	VMULPS(s.field(alongY), t, square)
	VSUBPS(square, fromLine, py)
	VMULPS(px, px, px)
	VMULPS(py, py, py)
	VADDPS(py, px, px)
	VSQRTPS(px, px)
	return px
}

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const (
	rows    = 8 // of a strip, one in each lane
	columns = 4 // whose bytes fill a lane
)

// The offsets of a sampling's fields, eight lanes each.
const (
	stepX = 32 * (iota + 2)
	stepY
	bendOf
	lastColumn
	lastRow
	strideOf
)

// strip samples eight rows at once, column by column: a row's places are sums,
// each of the one before.
func strip(name, src string, neighbours neighbours, doc string) {
	function(name, "func(dst *byte, dstStride int, "+src+", s, dx, dy *float32, stride, n int)",
		"writes n columns, at least one, of eight rows, and up to three 0 after each. stride is that of the displacements, in",
		"bytes; "+doc+".")
	s := param("s")
	l := lanes{s: s, src: param("src"), dx: param("dx"), dy: param("dy"), stride: param("stride"), neighbours: neighbours}
	dst, dstStride, n := param("dst"), param("dstStride"), param("n")
	l.x, l.y, l.bend = loadY(at(s, 0)), loadY(at(s, 32)), loadY(at(s, bendOf))
	l.low, l.half = YMM(), YMM()
	ones(l.low)
	VPSRLD(Imm(24), l.low, l.low)
	ones(l.half) // 0.5 is 0x3f000000: six bits set
	VPSRLD(Imm(26), l.half, l.half)
	VPSLLD(Imm(24), l.half, l.half)
	four := YMM()

	Label("columns")
	for k := range columns {
		value := l.sample()
		if k == 0 {
			VMOVDQA(value, four)
			continue
		}
		VPSLLD(Imm(uint64(8*k)), value, value)
		VPOR(value, four, four)
	}
	SUBQ(Imm(columns), n)
	JGE(LabelRef("store"))
	beyond, bits := XMM(), GP64()
	MOVQ(n, bits) // the columns beyond the last, below 0
	NEGQ(bits)
	SHLQ(Imm(3), bits)
	VMOVQ(bits, beyond)
	VPSLLD(beyond, four, four)
	VPSRLD(beyond, four, four)
	Label("store")
	store(dst, dstStride, four)
	ADDQ(Imm(columns), dst)
	CMPQ(n, Imm(0))
	JG(LabelRef("columns"))
	end()
}

// lanes is what the samples of a column need.
type lanes struct {
	s, src         reg.Register
	dx, dy, stride reg.Register
	x, y, bend     reg.VecVirtual
	low, half      reg.VecVirtual
	neighbours     neighbours
}

// neighbours returns the pixels at an index of the source and to the right, and
// those below.
type neighbours func(l lanes, index reg.VecVirtual) (above, below [2]reg.VecVirtual)

// sample returns the column's values and goes on to the next.
func (l lanes) sample() reg.VecVirtual {
	u, v, column, row, index := YMM(), YMM(), YMM(), YMM(), YMM()
	l.place(u, l.x, l.dx, stepX)
	l.place(v, l.y, l.dy, stepY)
	VCVTTPS2DQ(u, column)
	VPMINUD(at(l.s, lastColumn), column, column)
	VCVTTPS2DQ(v, row)
	VPMINUD(at(l.s, lastRow), row, row)
	VPMULLD(at(l.s, strideOf), row, index)
	VPADDD(column, index, index)
	VCVTDQ2PS(column, column)
	VSUBPS(column, u, u)
	VCVTDQ2PS(row, row)
	VSUBPS(row, v, v)
	above, below := l.neighbours(l, index)
	l.between(u, above)
	l.between(u, below)
	l.between(v, [2]reg.VecVirtual{above[0], below[0]})
	value := above[0]
	VADDPS(l.half, value, value)
	VCVTTPS2DQ(value, value)
	return value
}

// place sets from to where the column comes from along an axis.
func (l lanes) place(from, place reg.VecVirtual, displaced reg.Register, step int) {
	VMULPS(at(displaced, 0), l.bend, from)
	VADDPS(from, place, from)
	VADDPS(at(l.s, step), place, place)
	ADDQ(l.stride, displaced)
}

// pairs has the neighbours of a source of bytes, each with that below.
func (l lanes) pairs(index reg.VecVirtual) (above, below [2]reg.VecVirtual) {
	all, four := YMM(), YMM()
	ones(all)
	VPXOR(four, four, four)
	VPGATHERDD(all, Mem{Base: l.src, Index: index, Scale: 2}, four)
	for i := range 4 {
		pixel := YMM()
		if VPSRLD(Imm(uint64(8*i)), four, pixel); i < 3 {
			VPAND(l.low, pixel, pixel)
		}
		VCVTDQ2PS(pixel, pixel)
		if i%2 == 0 {
			above[i/2] = pixel
		} else {
			below[i/2] = pixel
		}
	}
	return above, below
}

// ink has the neighbours of a source of floats.
func (l lanes) ink(index reg.VecVirtual) (above, below [2]reg.VecVirtual) {
	row := GP64()
	MOVLQSX(at(l.s, strideOf), row)
	LEAQ(Mem{Base: l.src, Index: row, Scale: 4}, row)
	pixel := func(row reg.Register, offset int) reg.VecVirtual {
		all, v := YMM(), YMM()
		ones(all)
		VXORPS(v, v, v)
		VGATHERDPS(all, Mem{Base: row, Index: index, Scale: 4, Disp: offset}, v)
		return v
	}
	above = [2]reg.VecVirtual{pixel(l.src, 0), pixel(l.src, 4)}
	return above, [2]reg.VecVirtual{pixel(row, 0), pixel(row, 4)}
}

// between sets the first to what is at a share between both.
func (l lanes) between(share reg.VecVirtual, both [2]reg.VecVirtual) {
	VSUBPS(both[0], both[1], both[1])
	VMULPS(share, both[1], both[1])
	VADDPS(both[1], both[0], both[0])
}

// store writes the lanes to rows dstStride apart.
func store(dst, dstStride reg.Register, v reg.VecVirtual) {
	row, half := GP64(), XMM()
	MOVQ(dst, row)
	VMOVDQA(v.AsX(), half)
	for lane := range rows {
		if lane == rows/2 {
			VEXTRACTI128(Imm(1), v, half)
		}
		VPEXTRD(Imm(uint64(lane%(rows/2))), half, at(row, 0))
		if lane < rows-1 {
			ADDQ(dstStride, row)
		}
	}
}

// pairs writes pixels with those below.
func pairs() {
	const each = 16
	function("pairsAVX2", "func(dst, src *byte, stride, n int)", "writes n pixels, a multiple of 16, each with the one that stands stride after it.")
	dst, src, below, n := param("dst"), param("src"), GP64(), param("n")
	MOVQ(src, below)
	ADDQ(param("stride"), below)
	Label("loop")
	a, b, half := loadX(at(src, 0)), loadX(at(below, 0)), XMM()
	VPUNPCKLBW(b, a, half)
	VMOVDQU(half, at(dst, 0))
	VPUNPCKHBW(b, a, half)
	VMOVDQU(half, at(dst, each))
	ADDQ(Imm(each), src)
	ADDQ(Imm(each), below)
	ADDQ(Imm(2*each), dst)
	SUBQ(Imm(each), n)
	JG(LabelRef("loop"))
	end()
}

package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

const chunk = 32 // pixels in a vector

// loop runs body over n pixels, a multiple of chunk, with where they are.
func loop(n reg.Register, body func(pixels func(base reg.Register, offset int) Mem)) {
	i := GP64()
	XORQ(i, i)
	Label("loop")
	body(func(base reg.Register, offset int) Mem {
		return Mem{Base: base, Index: i, Scale: 1, Disp: offset}
	})
	ADDQ(Imm(chunk), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
}

// around loads the pixels and takes with their four neighbours what op takes of two.
func around(op func(...Op), from, above, below reg.Register, pixels func(reg.Register, int) Mem) (here, all reg.VecVirtual) {
	here, all = loadY(pixels(from, 0)), YMM()
	op(pixels(above, 0), here, all)
	op(pixels(below, 0), all, all)
	op(pixels(from, -1), all, all)
	op(pixels(from, 1), all, all)
	return here, all
}

// rowsOf returns where the rows above and below begin.
func rowsOf(from reg.Register) (above, below reg.Register) {
	stride := param("stride")
	up, down := GP64(), GP64()
	MOVQ(from, up)
	SUBQ(stride, up)
	LEAQ(Mem{Base: from, Index: stride, Scale: 1}, down)
	return up, down
}

// shares is a share of 256, what is left of it, and a half, in words.
type shares struct{ share, rest, half, zero reg.VecVirtual }

func words(name string) reg.VecVirtual {
	v, x := YMM(), XMM()
	VMOVQ(param(name), x)
	VPBROADCASTW(x, v)
	return v
}

func newShares() shares {
	s := shares{words("share"), YMM(), YMM(), YMM()}
	ones(s.half)
	VPSRLW(Imm(15), s.half, s.half)
	VPSLLW(Imm(8), s.half, s.rest)
	VPSUBW(s.share, s.rest, s.rest)
	VPSLLW(Imm(7), s.half, s.half)
	VPXOR(s.zero, s.zero, s.zero)
	return s
}

// between returns a + (b-a)·share/256, rounded. A product of a byte and 256 and
// a half fits into a word.
func (s shares) between(a, b reg.VecVirtual) reg.VecVirtual {
	half := func(unpack func(...Op)) reg.VecVirtual {
		x, y := YMM(), YMM()
		unpack(s.zero, a, x)
		unpack(s.zero, b, y)
		VPMULLW(s.rest, x, x)
		VPMULLW(s.share, y, y)
		VPADDW(y, x, x)
		VPADDW(s.half, x, x)
		VPSRLW(Imm(8), x, x)
		return x
	}
	low, high := half(VPUNPCKLBW), half(VPUNPCKHBW)
	VPACKUSWB(high, low, low)
	return low
}

func dilate() {
	function("dilateAVX2", "func(to, from *byte, stride, n int, share uint64)",
		"writes what is between n pixels, a multiple of 32, and the largest of each and its neighbours.")
	to, from, n := param("to"), param("from"), param("n")
	above, below := rowsOf(from)
	s := newShares()
	loop(n, func(pixels func(reg.Register, int) Mem) {
		here, all := around(VPMAXUB, from, above, below, pixels)
		VMOVDQU(s.between(here, all), pixels(to, 0))
	})
	end()
}

func erode() {
	function("erodeAVX2", "func(to, from *byte, stride, n int, sums *uint64)",
		"writes the smallest of each of n pixels, a multiple of 32, and its neighbours, and four sums of the pixels before and",
		"four after.")
	to, from, n, sums := param("to"), param("from"), param("n"), param("sums")
	above, below := rowsOf(from)
	zero, before, after, part := YMM(), YMM(), YMM(), YMM()
	for _, v := range []reg.VecVirtual{zero, before, after} {
		VPXOR(v, v, v)
	}
	loop(n, func(pixels func(reg.Register, int) Mem) {
		here, all := around(VPMINUB, from, above, below, pixels)
		VMOVDQU(all, pixels(to, 0))
		VPSADBW(zero, here, part)
		VPADDQ(part, before, before)
		VPSADBW(zero, all, part)
		VPADDQ(part, after, after)
	})
	VMOVDQU(before, at(sums, 0))
	VMOVDQU(after, at(sums, 32))
	end()
}

func mix() {
	function("mixAVX2", "func(to, from *byte, n int, share uint64, darkest *byte)",
		"puts between n pixels of from and to, a multiple of 32, and writes the 32 darkest of before and of after.")
	to, from, n, darkest := param("to"), param("from"), param("n"), param("darkest")
	s := newShares()
	before, after := YMM(), YMM()
	VPXOR(before, before, before)
	VPXOR(after, after, after)
	loop(n, func(pixels func(reg.Register, int) Mem) {
		a, b := loadY(pixels(from, 0)), loadY(pixels(to, 0))
		VPMAXUB(a, before, before)
		m := s.between(a, b)
		VPMAXUB(m, after, after)
		VMOVDQU(m, pixels(to, 0))
	})
	VMOVDQU(before, at(darkest, 0))
	VMOVDQU(after, at(darkest, chunk))
	end()
}

func stretch() {
	function("stretchAVX2", "func(to *byte, n int, gain uint64)",
		"multiplies n pixels, a multiple of 32, by gain/256; the products fit into words.")
	to, n := param("to"), param("n")
	gain, zero := words("gain"), YMM()
	VPXOR(zero, zero, zero)
	loop(n, func(pixels func(reg.Register, int) Mem) {
		v, low, high := loadY(pixels(to, 0)), YMM(), YMM()
		VPUNPCKLBW(zero, v, low)
		VPUNPCKHBW(zero, v, high)
		for _, half := range []reg.VecVirtual{low, high} {
			VPMULLW(gain, half, half)
			VPSRLW(Imm(8), half, half)
		}
		VPACKUSWB(high, low, low)
		VMOVDQU(low, pixels(to, 0))
	})
	end()
}

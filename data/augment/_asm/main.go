// Command _asm generates the loops over an image's ink and over the samples of
// its warp, for CPUs with AVX2. Each float is what the loop in Go gives: no
// product is fused with a sum, and sums are in the same order.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	points()
	sums()
	motion()
	pairs()
	strip("stripAVX2", "src *byte", lanes.pairs, "src is framed, each pixel a byte and that below another")
	strip("stripInkAVX2", "src *float32", lanes.ink, "src is framed")
	segment()
	dilate()
	erode()
	mix()
	stretch()
	Generate()
}

// function begins a leaf function that keeps none of its pointers.
func function(name, signature string, doc ...string) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	doc[0] = name + " " + doc[0]
	Doc(doc...)
}

func end() {
	VZEROUPPER()
	RET()
}

func param(name string) reg.Register { return Load(Param(name), GP64()) }

// at is the memory some bytes from base.
func at(base reg.Register, offset int) Mem { return Mem{Base: base, Disp: offset} }

func loadX(m Mem) reg.VecVirtual {
	v := XMM()
	VMOVUPS(m, v)
	return v
}

func loadY(m Mem) reg.VecVirtual {
	v := YMM()
	VMOVUPS(m, v)
	return v
}

// ones sets all bits.
func ones(v reg.VecVirtual) { VPCMPEQD(v, v, v) }

// Command scale generates the conversion of bytes to scaled floats.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"digits/graph/kernel/_asm/vector"
)

func main() {
	for _, set := range vector.Both {
		scaleBytes(set)
	}
	for _, set := range vector.Both {
		scaleRows(set)
	}
	Generate()
}

func scaleBytes(set vector.ISA) {
	const vectors = 2
	set.Function("scaleBytes", "func(dst *float32, src *byte, n int, constants *float32)",
		"scales n bytes, a multiple of two vectors' length; the constants are those of scaleConstants.")
	dst, src, n := vector.Pointer("dst"), vector.Pointer("src"), vector.Pointer("n")
	scale := load(set, vector.Pointer("constants"))
	i := GP64()
	XORQ(i, i)
	Label("loop")
	for k := range vectors {
		scale.vector(set, Mem{Base: src, Index: i, Scale: 1, Disp: k * set.Lanes}, Mem{Base: dst, Index: i, Scale: 4, Disp: k * set.Bytes()})
	}
	ADDQ(Imm(uint64(vectors*set.Lanes)), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
	vector.End()
}

// scaleRows makes the function that scales the same columns of several images.
func scaleRows(set vector.ISA) {
	const (
		ahead     = 4  // rows, so that one is there when its turn comes
		header    = 24 // bytes of a slice
		step      = 16 // columns
		cacheLine = 64
	)
	set.Function("scaleRows", "func(rows, nextRows int, images, next *[]byte, offset, n int, dst *float32, dstRow int, constants *float32)",
		"scales n columns, a multiple of 16, from offset on of images to rows of dst, dstRow bytes apart. Meanwhile it",
		"fetches those of the next images, of which there are at most as many. The constants are those of scaleConstants.")
	rows, nextRows := vector.Pointer("rows"), vector.Pointer("nextRows")
	images, next := vector.Pointer("images"), vector.Pointer("next")
	offset, n := vector.Pointer("offset"), vector.Pointer("n")
	dst, dstRow := vector.Pointer("dst"), vector.Pointer("dstRow")
	scale := load(set, vector.Pointer("constants"))
	i, src := GP64(), GP64()
	fetch := func(after string) {
		ADDQ(offset, src)
		for line := 0; line <= 128; line += cacheLine {
			PREFETCHT0(Mem{Base: src, Disp: line})
		}
		Label(after)
	}

	Label("row")
	CMPQ(rows, Imm(ahead))
	JLE(LabelRef("noneAhead"))
	MOVQ(Mem{Base: images, Disp: ahead * header}, src)
	fetch("noneAhead")
	DECQ(nextRows)
	JLT(LabelRef("noneNext"))
	MOVQ(Mem{Base: next}, src)
	fetch("noneNext")
	MOVQ(Mem{Base: images}, src)
	ADDQ(offset, src)
	XORQ(i, i)
	Label("loop")
	for k := 0; k < step; k += set.Lanes {
		scale.vector(set, Mem{Base: src, Index: i, Scale: 1, Disp: k}, Mem{Base: dst, Index: i, Scale: 4, Disp: 4 * k})
	}
	ADDQ(Imm(step), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
	ADDQ(Imm(header), images)
	ADDQ(Imm(header), next)
	ADDQ(dstRow, dst)
	DECQ(rows)
	JNZ(LabelRef("row"))
	vector.End()
}

// constants are the reciprocal of 255 in two parts, and what then is subtracted
// and multiplied with.
type constants struct{ high, low, shift, factor reg.VecVirtual }

func load(set vector.ISA, base reg.Register) constants {
	return constants{set.Broadcast(base, 0), set.Broadcast(base, 4), set.Broadcast(base, 8), set.Broadcast(base, 12)}
}

// vector divides by 255 in a product and a fused product with the reciprocal in two parts, which gives the rounded
// quotient for each of the 256 bytes.
func (c constants) vector(set vector.ISA, src, dst Mem) {
	b, quotient := set.New(), set.New()
	VPMOVZXBD(src, b)
	VCVTDQ2PS(b, b)
	VMULPS(c.low, b, quotient)
	VFMADD231PS(c.high, b, quotient)
	VSUBPS(c.shift, quotient, quotient)
	VMULPS(c.factor, quotient, quotient)
	VMOVUPS(quotient, dst)
}

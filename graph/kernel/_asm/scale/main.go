// Command scale generates the conversion of bytes to scaled floats.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"

	"digits/graph/kernel/_asm/vector"
)

func main() {
	for _, set := range vector.Both {
		scale(set)
	}
	Generate()
}

// scale divides by 255 in a product and a fused product with the reciprocal in two parts, which gives the rounded
// quotient for each of the 256 bytes.
func scale(set vector.ISA) {
	const vectors = 2
	set.Function("scaleBytes", "func(dst *float32, src *byte, n int, constants *float32)",
		"scales n bytes, a multiple of two vectors' length; the constants are those of scaleBytesVector.")
	dst, src, n := vector.Pointer("dst"), vector.Pointer("src"), vector.Pointer("n")
	constants := vector.Pointer("constants")
	high, low := set.Broadcast(constants, 0), set.Broadcast(constants, 4)
	shift, factor := set.Broadcast(constants, 8), set.Broadcast(constants, 12)
	i := GP64()
	XORQ(i, i)

	Label("loop")
	for k := range vectors {
		b, quotient := set.New(), set.New()
		VPMOVZXBD(Mem{Base: src, Index: i, Scale: 1, Disp: k * set.Lanes}, b)
		VCVTDQ2PS(b, b)
		VMULPS(low, b, quotient)
		VFMADD231PS(high, b, quotient)
		VSUBPS(shift, quotient, quotient)
		VMULPS(factor, quotient, quotient)
		VMOVUPS(quotient, Mem{Base: dst, Index: i, Scale: 4, Disp: k * set.Bytes()})
	}
	ADDQ(Imm(uint64(vectors*set.Lanes)), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
	vector.End()
}

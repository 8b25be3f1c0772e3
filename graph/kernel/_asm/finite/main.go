// Command finite generates the search for NaN and Inf.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"

	"digits/graph/kernel/_asm/vector"
)

func main() {
	set := vector.AVX2 // wider vectors gain nothing: memory is the limit
	const vectors = 4
	set.Function("allFinite", "func(x *float32, n int) bool", "looks at n elements, a multiple of 32.")
	x, n := vector.Pointer("x"), vector.Pointer("n")
	LEAQ(Mem{Base: x, Index: n, Scale: 4}, n)
	exponent, found := set.New(), set.New()
	VPCMPEQD(exponent, exponent, exponent)
	VPSLLD(Imm(24), exponent, exponent)
	VPSRLD(Imm(1), exponent, exponent) // the eight bits of the exponent, all set in NaN and Inf only
	VPXOR(found, found, found)

	Label("loop")
	for k := range vectors {
		bits := set.New()
		VPAND(Mem{Base: x, Disp: k * set.Bytes()}, exponent, bits)
		VPCMPEQD(exponent, bits, bits)
		VPOR(bits, found, found)
	}
	ADDQ(U32(vectors*set.Bytes()), x)
	CMPQ(x, n)
	JLT(LabelRef("loop"))
	finite := GP8()
	VPTEST(found, found)
	SETEQ(finite)
	Store(finite, ReturnIndex(0))
	vector.End()
	Generate()
}

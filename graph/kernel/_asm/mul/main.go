// Command mul generates the product element by element.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"

	"digits/graph/kernel/_asm/vector"
)

func main() {
	set := vector.AVX2 // wider vectors gain nothing: memory is the limit
	set.Function("mul", "func(dst, a, b *float32, n int)", "multiplies n elements, a multiple of 16.")
	dst, a, b, n := vector.Pointer("dst"), vector.Pointer("a"), vector.Pointer("b"), vector.Pointer("n")
	i := GP64()
	XORQ(i, i)

	Label("loop")
	for k := range 2 {
		x := set.New()
		VMOVUPS(Mem{Base: a, Index: i, Scale: 4, Disp: k * set.Bytes()}, x)
		VMULPS(Mem{Base: b, Index: i, Scale: 4, Disp: k * set.Bytes()}, x, x)
		VMOVUPS(x, Mem{Base: dst, Index: i, Scale: 4, Disp: k * set.Bytes()})
	}
	ADDQ(Imm(16), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
	vector.End()
	Generate()
}

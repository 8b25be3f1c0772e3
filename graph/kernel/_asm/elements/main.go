// Command elements generates sums, differences, products and quotients element by element,
// for blocks that are in the cache.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"

	"digits/graph/kernel/_asm/vector"
)

func main() {
	set := vector.AVX2 // a block is in the first cache: its ports are the limit
	for _, f := range []struct {
		name, doc string
		of        func(ops ...Op)
	}{
		{"addElements", "adds", VADDPS},
		{"subElements", "subtracts", VSUBPS},
		{"mulElements", "multiplies", VMULPS},
		{"divElements", "divides", VDIVPS},
	} {
		set.Function(f.name, "func(dst, a, b *float32, n int)", f.doc+" n elements, a multiple of 8.")
		dst, a, b, n := vector.Pointer("dst"), vector.Pointer("a"), vector.Pointer("b"), vector.Pointer("n")
		i := GP64()
		XORQ(i, i)
		Label("loop")
		x := set.New()
		VMOVUPS(Mem{Base: a, Index: i, Scale: 4}, x)
		f.of(Mem{Base: b, Index: i, Scale: 4}, x, x)
		VMOVUPS(x, Mem{Base: dst, Index: i, Scale: 4})
		ADDQ(Imm(8), i)
		CMPQ(i, n)
		JLT(LabelRef("loop"))
		vector.End()
	}
	set.Function("sqrtElements", "func(dst, a *float32, n int)", "takes the square roots of n elements, a multiple of 8.")
	dst, a, n := vector.Pointer("dst"), vector.Pointer("a"), vector.Pointer("n")
	i := GP64()
	XORQ(i, i)
	Label("loop")
	x := set.New()
	VSQRTPS(Mem{Base: a, Index: i, Scale: 4}, x)
	VMOVUPS(x, Mem{Base: dst, Index: i, Scale: 4})
	ADDQ(Imm(8), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
	vector.End()
	Generate()
}

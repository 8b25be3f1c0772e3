// Command conv generates what convolutions and their pools do element by element.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"digits/graph/kernel/_asm/vector"
)

// Predicates of comparisons.
const (
	unordered = 3  // _CMP_UNORD_Q
	greater   = 30 // _CMP_GT_OQ
)

func main() {
	add()
	larger()
	Generate()
}

func add() {
	vector.AVX2.Function("add", "func(sum, x *float32, n int)", "adds n elements of x to those of sum, a multiple of 8.")
	sum, x, n := vector.Pointer("sum"), vector.Pointer("x"), vector.Pointer("n")
	i, v := GP64(), YMM()
	XORQ(i, i)
	Label("loop")
	VMOVUPS(Mem{Base: sum, Index: i, Scale: 4}, v)
	VADDPS(Mem{Base: x, Index: i, Scale: 4}, v, v)
	VMOVUPS(v, Mem{Base: sum, Index: i, Scale: 4})
	ADDQ(Imm(8), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
	vector.End()
}

func larger() {
	vector.AVX2.Function("larger", "func(x *float32, number uint32, y *float32, at *uint16, n int)",
		"takes over into y what is larger in x, or NaN, and into at its number: of n elements, a multiple of 8.")
	x, y, at, n := vector.Pointer("x"), vector.Pointer("y"), vector.Pointer("at"), vector.Pointer("n")
	number := XMM()
	word := GP32()
	Load(Param("number"), word)
	VMOVD(word, number)
	VPBROADCASTW(number, number)
	i := GP64()
	XORQ(i, i)
	Label("loop")
	v, old, mask, nan := YMM(), YMM(), YMM(), YMM()
	VMOVUPS(Mem{Base: x, Index: i, Scale: 4}, v)
	VMOVUPS(Mem{Base: y, Index: i, Scale: 4}, old)
	VCMPPS(Imm(greater), old, v, mask)
	VCMPPS(Imm(unordered), v, v, nan)
	VORPS(nan, mask, mask)
	VBLENDVPS(mask, v, old, old)
	VMOVUPS(old, Mem{Base: y, Index: i, Scale: 4})
	high, words, was := XMM(), XMM(), XMM()
	VEXTRACTI128(Imm(1), mask, high)
	VPACKSSDW(high, low(mask), words)
	VMOVDQU(Mem{Base: at, Index: i, Scale: 2}, was)
	VPBLENDVB(words, number, was, was)
	VMOVDQU(was, Mem{Base: at, Index: i, Scale: 2})
	ADDQ(Imm(8), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
	vector.End()
}

// low is the lower half of a register.
func low(y reg.VecVirtual) reg.Register { return y.AsX() }

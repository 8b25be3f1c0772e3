// Command adam generates the fused step of Adam.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"

	"digits/graph/kernel/_asm/vector"
)

func main() {
	adam(vector.AVX2) // wider vectors gain nothing: the unit that divides and takes roots is no wider
	Generate()
}

// adam keeps adamPortable's operations and their order: no fused ones, which round once instead of twice. Its epsilon is
// above 0, so that subnormal moments become 0.
func adam(set vector.ISA) {
	set.Function("adam", "func(w, gradient, m, v *float32, n int, constants *float32)",
		"steps n weights, a multiple of 8; the constants are those of adamVector.")
	w, g, m, v := vector.Pointer("w"), vector.Pointer("gradient"), vector.Pointer("m"), vector.Pointer("v")
	n, constants := vector.Pointer("n"), vector.Pointer("constants")
	beta1, rest1 := set.Broadcast(constants, 0), set.Broadcast(constants, 4)
	beta2, rest2 := set.Broadcast(constants, 8), set.Broadcast(constants, 12)
	correction1, correction2 := set.Broadcast(constants, 16), set.Broadcast(constants, 20)
	negativeRate, eps := set.Broadcast(constants, 24), set.Broadcast(constants, 28)
	magnitude, normal := set.Broadcast(constants, 32), set.Broadcast(constants, 36)
	i := GP64()
	XORQ(i, i)

	Label("loop")
	gradient, mean, variance, product := set.New(), set.New(), set.New(), set.New()
	VMOVUPS(Mem{Base: g, Index: i, Scale: 4}, gradient)
	VMULPS(rest1, gradient, product)
	VMULPS(Mem{Base: m, Index: i, Scale: 4}, beta1, mean)
	VADDPS(mean, product, mean)
	VANDPS(magnitude, mean, product)
	vector.KeepNormal(normal, product, mean)
	VMOVUPS(mean, Mem{Base: m, Index: i, Scale: 4})
	VMULPS(gradient, gradient, gradient)
	VMULPS(rest2, gradient, gradient)
	VMULPS(Mem{Base: v, Index: i, Scale: 4}, beta2, variance)
	VADDPS(variance, gradient, variance)
	VMOVAPS(variance, product)
	vector.KeepNormal(normal, product, variance)
	VMOVUPS(variance, Mem{Base: v, Index: i, Scale: 4})
	VMULPS(correction1, mean, mean)
	VMULPS(negativeRate, mean, mean)
	VMULPS(correction2, variance, variance)
	VSQRTPS(variance, variance)
	VADDPS(eps, variance, variance)
	VDIVPS(variance, mean, mean)
	VADDPS(Mem{Base: w, Index: i, Scale: 4}, mean, mean)
	VMOVUPS(mean, Mem{Base: w, Index: i, Scale: 4})
	ADDQ(Imm(uint64(set.Lanes)), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
	vector.End()
}

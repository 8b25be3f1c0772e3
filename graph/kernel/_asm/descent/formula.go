package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"digits/graph/kernel/_asm/vector"
)

// The operations of formulas, each into a new register and rounded on its own: none is fused.
// The operand that is an Op may be in memory.

func load(x Mem) reg.VecVirtual {
	y := set.New()
	VMOVUPS(x, y)
	return y
}

func store(x reg.VecVirtual, to Mem) { VMOVUPS(x, to) }

func zero() reg.VecVirtual {
	y := set.New()
	VXORPS(y, y, y)
	return y
}

func add(a Op, b reg.VecVirtual) reg.VecVirtual {
	y := set.New()
	VADDPS(a, b, y)
	return y
}

func mul(a Op, b reg.VecVirtual) reg.VecVirtual {
	y := set.New()
	VMULPS(a, b, y)
	return y
}

// sub is a - b.
func sub(a reg.VecVirtual, b Op) reg.VecVirtual {
	y := set.New()
	VSUBPS(b, a, y)
	return y
}

// div is a/b.
func div(a reg.VecVirtual, b Op) reg.VecVirtual {
	y := set.New()
	VDIVPS(b, a, y)
	return y
}

func sqrt(a reg.VecVirtual) reg.VecVirtual {
	y := set.New()
	VSQRTPS(a, y)
	return y
}

// larger is the larger of a and b, NaN if either is. Of two zeros it is b.
func larger(a, b reg.VecVirtual) reg.VecVirtual {
	nan, y := undefined(a), set.New()
	VMAXPS(b, a, y) // b, if b is NaN
	VORPS(nan, y, y)
	return y
}

// undefined has all bits, which is NaN, where x is NaN, and none elsewhere.
func undefined(x reg.VecVirtual) reg.VecVirtual {
	const unordered = 3 // UNORD_Q
	y := set.New()
	VCMPPS(Imm(unordered), x, x, y)
	return y
}

// kept are the numbers that decide what is kept of a mean.
type kept struct{ magnitude, smallest reg.VecVirtual }

// keptNumbers places all bits but the sign's, and the smallest normal number.
func keptNumbers() Mem {
	numbers := GLOBL("kept", RODATA|NOPTR)
	DATA(0, U32(0x7fffffff))
	DATA(4, U32(0x00800000))
	return numbers
}

func newKept(numbers Mem) kept {
	k := kept{set.New(), set.New()}
	VBROADCASTSS(numbers, k.magnitude)
	VBROADCASTSS(numbers.Offset(4), k.smallest)
	return k
}

// size is x without its sign.
func (k kept) size(x reg.VecVirtual) reg.VecVirtual {
	y := set.New()
	VANDPS(k.magnitude, x, y)
	return y
}

// normal sets x to 0 where its size is less than the smallest normal number; NaN stays.
func (k kept) normal(x reg.VecVirtual) reg.VecVirtual {
	vector.KeepNormal(k.smallest, k.size(x), x)
	return x
}

// mean is the kept part of keep·mean + rest·x, which it stores.
func (k kept) mean(keep reg.VecVirtual, mean Mem, rest, x reg.VecVirtual) reg.VecVirtual {
	y := k.normal(add(mul(mean, keep), mul(rest, x)))
	store(y, mean)
	return y
}

// signed is the size of a with the sign of x: 0 where x is 0, NaN where it is NaN.
func (k kept) signed(a, x reg.VecVirtual) reg.VecVirtual {
	const notEqual = 4 // NEQ_UQ
	sign, moves := set.New(), set.New()
	VANDNPS(x, k.magnitude, sign)
	VORPS(k.size(a), sign, sign)
	VCMPPS(Imm(notEqual), zero(), x, moves)
	VANDPS(moves, sign, sign)
	VORPS(undefined(x), sign, sign)
	return sign
}

// clip is x between low and high. Where it is one of two zeros it is x.
func clip(low, high, x reg.VecVirtual) reg.VecVirtual {
	y := set.New()
	VMAXPS(x, low, y)
	VMINPS(y, high, y)
	return y
}

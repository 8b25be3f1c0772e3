// Command descent generates the steps of SGD, with and without momentum, and of
// RMSprop. All of them are bound by memory or by the unit that divides and takes roots,
// which wider vectors than AVX2's do not change.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"digits/graph/kernel/_asm/vector"
)

var set = vector.AVX2

func main() {
	sgd()
	for _, nesterov := range []bool{false, true} {
		momentum("momentum", nesterov, torch)
		momentum("kerasMomentum", nesterov, keras)
	}
	rmsprop()
	Generate()
}

// loop runs body over n elements, a multiple of a vector's.
func loop(n reg.Register, body func(i reg.Register)) {
	i := GP64()
	XORQ(i, i)
	Label("loop")
	body(i)
	ADDQ(Imm(uint64(set.Lanes)), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
	vector.End()
}

func at(base, i reg.Register) Mem { return Mem{Base: base, Index: i, Scale: 4} }

func sgd() {
	set.Function("sgd", "func(n int, w, gradient *float32, learnRate *float32)", "steps n weights, a multiple of 8.")
	n, w, g := vector.Pointer("n"), vector.Pointer("w"), vector.Pointer("gradient")
	rate := set.Broadcast(vector.Pointer("learnRate"), 0)
	loop(n, func(i reg.Register) {
		step, weight := set.New(), set.New()
		VMULPS(at(g, i), rate, step)
		VMOVUPS(at(w, i), weight)
		VSUBPS(step, weight, weight)
		VMOVUPS(weight, at(w, i))
	})
}

// kept are the constants of normalOrZero.
type kept struct{ magnitude, normal reg.VecVirtual }

func keptAt(constants reg.Register, offset int) kept {
	return kept{set.Broadcast(constants, offset), set.Broadcast(constants, offset+4)}
}

// keep sets x to 0 where its magnitude is less than the smallest normal number; NaN stays.
func (k kept) keep(x reg.VecVirtual) {
	size := set.New()
	VANDPS(k.magnitude, x, size)
	vector.KeepNormal(k.normal, size, x)
}

// rates are the constants of momentum.
type rates struct{ learnRate, momentum, fresh reg.VecVirtual }

// momentum makes the step of SGD with momentum. form turns the velocity v and the
// gradient g into the new velocity, kept, and what is added to the weight.
func momentum(name string, nesterov bool, form func(r rates, k kept, nesterov bool, v, g reg.VecVirtual) (moved reg.VecVirtual)) {
	doc := "steps n weights, a multiple of 8, and their velocities; the constants are those of momentumVector."
	if nesterov {
		name += "Nesterov"
	}
	set.Function(name, "func(n int, w, gradient, velocity, constants *float32)", doc)
	n, w, g, v := vector.Pointer("n"), vector.Pointer("w"), vector.Pointer("gradient"), vector.Pointer("velocity")
	constants := vector.Pointer("constants")
	r := rates{set.Broadcast(constants, 0), set.Broadcast(constants, 4), set.Broadcast(constants, 8)}
	k := keptAt(constants, 12)
	loop(n, func(i reg.Register) {
		gradient, velocity := set.New(), set.New()
		VMOVUPS(at(g, i), gradient)
		VMULPS(at(v, i), r.momentum, velocity)
		moved := form(r, k, nesterov, velocity, gradient)
		VMOVUPS(velocity, at(v, i))
		VADDPS(at(w, i), moved, moved)
		VMOVUPS(moved, at(w, i))
	})
}

// torch: v = momentum·v + fresh·g; w -= rate·v, or rate·(g + momentum·v). What is
// subtracted is computed with its sign turned, which rounds the same.
func torch(r rates, k kept, nesterov bool, v, g reg.VecVirtual) (moved reg.VecVirtual) {
	moved = set.New()
	VMULPS(r.fresh, g, moved)
	VADDPS(moved, v, v)
	k.keep(v)
	if nesterov {
		VMULPS(r.momentum, v, moved)
		VADDPS(g, moved, moved)
		VMULPS(r.learnRate, moved, moved)
	} else {
		VMULPS(r.learnRate, v, moved)
	}
	return moved
}

// keras: v = momentum·v - rate·g; w += v, or momentum·v - rate·g of the new v. The rate
// is negative.
func keras(r rates, k kept, nesterov bool, v, g reg.VecVirtual) (moved reg.VecVirtual) {
	VMULPS(r.learnRate, g, g)
	VADDPS(g, v, v)
	k.keep(v)
	moved = set.New()
	if nesterov {
		VMULPS(r.momentum, v, moved)
		VADDPS(g, moved, moved)
	} else {
		VMOVAPS(v, moved)
	}
	return moved
}

func rmsprop() {
	set.Function("rmsprop", "func(n int, w, gradient, square, constants *float32)",
		"steps n weights, a multiple of 8, and the means of their squared gradients; the constants are those of RMSprop.")
	n, w, g, v := vector.Pointer("n"), vector.Pointer("w"), vector.Pointer("gradient"), vector.Pointer("square")
	constants := vector.Pointer("constants")
	rate, rho, rest := set.Broadcast(constants, 0), set.Broadcast(constants, 4), set.Broadcast(constants, 8)
	inside, outside := set.Broadcast(constants, 12), set.Broadcast(constants, 16)
	k := keptAt(constants, 20)
	loop(n, func(i reg.Register) {
		gradient, square, mean := set.New(), set.New(), set.New()
		VMOVUPS(at(g, i), gradient)
		VMULPS(gradient, gradient, square)
		VMULPS(rest, square, square)
		VMULPS(at(v, i), rho, mean)
		VADDPS(square, mean, mean)
		k.keep(mean)
		VMOVUPS(mean, at(v, i))
		VADDPS(inside, mean, mean)
		VSQRTPS(mean, mean)
		VADDPS(outside, mean, mean)
		VMULPS(rate, gradient, gradient) // the rate is negative
		VDIVPS(mean, gradient, gradient)
		VADDPS(at(w, i), gradient, gradient)
		VMOVUPS(gradient, at(w, i))
	})
}

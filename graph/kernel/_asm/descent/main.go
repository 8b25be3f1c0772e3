// Command descent generates the steps of all optimizers but Adam, whose generator is in
// the folder adam. They are bound by memory or by the unit that divides and takes roots,
// which wider vectors than AVX2's do not change. Each is written as its formula, whose
// tensors and constants have the order of the call in Go.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"

	"digits/graph/kernel/_asm/vector"
)

var set = vector.AVX2

func main() {
	numbers := keptNumbers()
	for _, r := range rules {
		r.generate(numbers)
	}
	Generate()
}

// rule is a step: how many tensors it has, the weights and their gradient the first of them,
// how many constants, and what it does to a vector of each.
type rule struct {
	name               string
	tensors, constants int
	body               func(t []Mem, c []reg.VecVirtual, k kept)
}

var rules = []rule{
	{"sgd", 2, 1, sgd},
	{"shrink", 1, 1, shrink},
	{"momentum", 3, 3, momentum(false)},
	{"nesterov", 3, 3, momentum(true)},
	{"kerasMomentum", 3, 2, kerasMomentum(false)},
	{"kerasNesterov", 3, 2, kerasMomentum(true)},
	{"rmsprop", 3, 5, rmsprop},
	{"rmspropMomentum", 4, 7, rmspropMomentum(false, true)},
	{"rmspropCentered", 5, 7, rmspropMomentum(true, false)},
	{"rmspropCenteredMomentum", 5, 7, rmspropMomentum(true, true)},
	{"adadelta", 4, 4, adadelta},
	{"adamax", 4, 6, adamax},
	{"amsgrad", 5, 6, amsgrad},
	{"nadam", 4, 8, nadam},
	{"radam", 4, 6, radam},
	{"radamMean", 4, 5, radamMean},
	{"lion", 3, 5, lion},
	{"ftrl", 4, 6, ftrl},
}

// generate writes the function, a loop over n elements, a multiple of a vector's.
func (r rule) generate(numbers Mem) {
	set.Function(r.name, "func(n int, tensors **float32, constants *float32)", "steps n weights, a multiple of 8.")
	n, tensors, constants := vector.Pointer("n"), vector.Pointer("tensors"), vector.Pointer("constants")
	i := GP64()
	t := make([]Mem, r.tensors)
	for k := range t {
		base := GP64()
		MOVQ(Mem{Base: tensors, Disp: 8 * k}, base)
		t[k] = Mem{Base: base, Index: i, Scale: 4}
	}
	c := make([]reg.VecVirtual, r.constants)
	for k := range c {
		c[k] = set.Broadcast(constants, 4*k)
	}
	kept := newKept(numbers)
	XORQ(i, i)
	Label("loop")
	r.body(t, c, kept)
	ADDQ(Imm(uint64(set.Lanes)), i)
	CMPQ(i, n)
	JLT(LabelRef("loop"))
	vector.End()
}

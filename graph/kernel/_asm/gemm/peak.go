package main

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// peak makes a loop of nothing but multiply-adds.
func peak(s *isa) {
	const sums = 12 // latency times throughput is 8 to 10 everywhere
	TEXT("peak"+s.name, NOSPLIT, "func(n int)")
	Doc("peak" + s.name + " computes n times twelve multiply-adds of vectors that do not wait for each other.")
	n := reg.RAX
	Load(Param("n"), n)
	for i := range sums {
		s.clear(s.vector[i])
	}
	x := s.vector[sums]
	s.clear(x)
	Label("turn")
	for i := range sums {
		VFMADD231PS(x, x, s.vector[i])
	}
	DECQ(n)
	JNZ(operand.LabelRef("turn"))
	VZEROUPPER()
	RET()
}

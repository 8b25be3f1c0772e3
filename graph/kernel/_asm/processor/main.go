// Command processor generates the question on which processor a thread runs.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

func main() {
	const extendedFeatures, rdtscpBit = 0x80000001, 27
	TEXT("hasRDTSCP", NOSPLIT, "func() bool")
	Doc("hasRDTSCP tells whether the CPU has the instruction that readProcessor is made of (AMD64 Architecture Programmer's", "Manual, volume 3, CPUID Fn8000_0001).")
	MOVL(U32(extendedFeatures), reg.EAX)
	CPUID()
	SHRL(Imm(rdtscpBit), reg.EDX)
	ANDL(Imm(1), reg.EDX)
	Store(reg.DL, ReturnIndex(0))
	RET()

	TEXT("readProcessor", NOSPLIT, "func() uint32")
	Doc("readProcessor returns what the system keeps in TSC_AUX: on Linux, the number of the processor below its node's.")
	RDTSCP()
	Store(reg.ECX, ReturnIndex(0))
	RET()
	Generate()
}

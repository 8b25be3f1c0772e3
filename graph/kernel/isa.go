package kernel

import (
	"os"
	"runtime"
)

// Variable is the environment variable that forces an instruction set on the
// kernels: portable, avx2, avx512 or neon. Whatever the CPU cannot run, and any other
// value, is ignored.
const Variable = "DIGITS_KERNEL"

// isa is an instruction set that kernels are written for, each including those
// before it.
type isa int

const (
	portable isa = iota
	avx2         // AVX2 and FMA; on arm64 NEON, whose kernels are made from those (_asm/neon)
	avx512       // AVX-512 F, BW, DQ and VL: what every CPU since Skylake-X and Zen 4 has
)

var isaNames = [...]string{portable: "portable", avx2: avx2Name, avx512: "avx512"}

// active is the instruction set in use, chosen once at start.
var active = choose(os.Getenv(Variable), best())

// ISA names the instruction set in use: portable, avx2, avx512 or neon.
func ISA() string { return isaNames[active] }

// Arithmetic names how the last bits come about: where it is the same, so are the bytes.
// Plain Go fuses multiply-adds on some CPUs only.
func Arithmetic() string {
	if active >= avx2 {
		return "fused"
	}
	return "portable " + runtime.GOARCH
}

// choose returns the instruction set of that name, or the best one where the
// name is unknown or beyond the best.
func choose(name string, best isa) isa {
	for set := portable; set <= best; set++ {
		if isaNames[set] == name {
			return set
		}
	}
	return best
}

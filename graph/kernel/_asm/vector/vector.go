// Package vector lets a generator write one loop for both widths of vector.
package vector

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// ISA is an instruction set by its vectors. AVX-512's logic on floats is that of its DQ extension.
type ISA struct {
	Name  string // appended to the names of functions
	Lanes int    // of float32
	New   func() reg.VecVirtual
}

// The two sets that a function is generated for.
var (
	AVX2   = ISA{"AVX2", 8, YMM}
	AVX512 = ISA{"AVX512", 16, ZMM}
)

// Both is the two sets, for a loop over them.
var Both = []ISA{AVX2, AVX512}

// Bytes is the size of a vector.
func (s ISA) Bytes() int { return 4 * s.Lanes }

// Wide reports whether the set has masks and the logic of three operands.
func (s ISA) Wide() bool { return s.Lanes == 16 }

// Broadcast returns a vector of the float at an offset from base.
func (s ISA) Broadcast(base reg.Register, offset int) reg.VecVirtual {
	v := s.New()
	VBROADCASTSS(operand.Mem{Base: base, Disp: offset}, v)
	return v
}

// Function begins a leaf function of that name and signature that keeps none of its pointers.
func (s ISA) Function(name, signature string, doc ...string) {
	TEXT(name+s.Name, NOSPLIT, signature)
	Pragma("noescape")
	doc[0] = name + s.Name + " " + doc[0]
	Doc(doc...)
}

// End returns from the function.
func End() {
	VZEROUPPER()
	RET()
}

// Pointer loads a parameter into a register.
func Pointer(name string) reg.Register { return Load(Param(name), GP64()) }

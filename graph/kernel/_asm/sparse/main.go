// Command sparse generates the products that leave out the entries of the left
// factor that equal its background, for one instruction set.
package main

import (
	"flag"
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

var set = flag.String("isa", "avx2", "avx2 or avx512")

// isa is what the kernels need to know of an instruction set.
type isa struct {
	name   string
	lanes  int // float32 in a vector
	vector func(i int) operand.Op
	clear  func(x operand.Op)
	// Columns of a panel: of w, and of dy.
	forward, backward int
}

var isas = map[string]*isa{
	"avx2": {
		name: "AVX2", lanes: 8, forward: 64, backward: 32,
		vector: func(i int) operand.Op {
			return []operand.Op{
				reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
				reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
			}[i]
		},
		clear: func(x operand.Op) { VXORPS(x, x, x) },
	},
	"avx512": {
		name: "AVX512", lanes: 16, forward: 64, backward: 64,
		vector: func(i int) operand.Op {
			return []operand.Op{
				reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
				reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
			}[i]
		},
		clear: func(x operand.Op) { VPXORD(x, x, x) },
	},
}

func main() {
	flag.Parse()
	s := isas[*set]
	copyPanel(s, s.forward)
	if s.backward != s.forward {
		copyPanel(s, s.backward)
	}
	accumulate(s)
	finish(s)
	sets(s, "pairs", 2, s.backward)
	sets(s, "columns", 1, 64)
	if *set == "avx2" {
		compressRows()
		masks("pair", true)
		masks("column", false)
	}
	Generate()
}

// start begins a function without a frame.
func start(name, signature string, doc ...string) {
	TEXT(name, NOSPLIT, signature)
	Pragma("noescape")
	Doc(doc...)
}

// at is the address of the v-th vector from base on.
func (s *isa) at(base reg.Register, v int) operand.Mem {
	return operand.Mem{Base: base, Disp: v * s.lanes * 4}
}

// name gives a function the width and the instruction set.
func (s *isa) function(name string, columns int) string {
	return fmt.Sprintf("%s%d%s", name, columns, s.name)
}

func end() {
	VZEROUPPER()
	RET()
}

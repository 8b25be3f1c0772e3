// Command prefetch generates the fetching of memory ahead of its use.
package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"

	"digits/graph/kernel/_asm/vector"
)

func main() {
	const cacheLine = 64
	TEXT("prefetch", NOSPLIT, "func(x *byte, n int)")
	Pragma("noescape")
	Doc("prefetch fetches the cache lines of n > 0 bytes into the first level.")
	x, n := vector.Pointer("x"), vector.Pointer("n")
	Label("line")
	PREFETCHT0(Mem{Base: x})
	ADDQ(Imm(cacheLine), x)
	SUBQ(Imm(cacheLine), n)
	JG(LabelRef("line"))
	RET()
	Generate()
}

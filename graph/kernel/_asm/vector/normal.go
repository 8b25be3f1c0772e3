package vector

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// KeepNormal sets x to 0 where its size is less than normal, the smallest normal number;
// NaN stays. It overwrites size.
func KeepNormal(normal, size, x reg.VecVirtual) {
	const notLess = 5 // NLT_US
	VCMPPS(Imm(notLess), normal, size, size)
	VANDPS(size, x, x)
}

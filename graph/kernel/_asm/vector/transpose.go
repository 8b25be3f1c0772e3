package vector

import (
	. "github.com/mmcloughlin/avo/build"
	"github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// Transpose8 turns eight rows of AVX2 into eight columns: pairs of rows, then fours, then halves of vectors change places.
func Transpose8(row [8]reg.VecVirtual) (column [8]reg.VecVirtual) {
	var pair, four [8]reg.VecVirtual
	for i := 0; i < 8; i += 2 {
		pair[i], pair[i+1] = YMM(), YMM()
		VUNPCKLPS(row[i+1], row[i], pair[i])
		VUNPCKHPS(row[i+1], row[i], pair[i+1])
	}
	const lower, upper = 0x44, 0xee
	for i := 0; i < 8; i += 4 {
		for k := range 2 {
			four[i+2*k], four[i+2*k+1] = YMM(), YMM()
			VSHUFPS(operand.Imm(lower), pair[i+2+k], pair[i+k], four[i+2*k])
			VSHUFPS(operand.Imm(upper), pair[i+2+k], pair[i+k], four[i+2*k+1])
		}
	}
	const lowHalves, highHalves = 0x20, 0x31
	for i := range 4 {
		column[i], column[i+4] = YMM(), YMM()
		VPERM2F128(operand.Imm(lowHalves), four[i+4], four[i], column[i])
		VPERM2F128(operand.Imm(highHalves), four[i+4], four[i], column[i+4])
	}
	return column
}

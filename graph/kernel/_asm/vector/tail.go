package vector

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// tailLanes is the length of the longest vector.
const tailLanes = 16

// TailTable places the data that masks of a vector's first lanes are loaded from: sixteen of all bits, sixteen of none.
func TailTable() Mem {
	table := GLOBL("tail", RODATA|NOPTR)
	for i := range tailLanes {
		DATA(4*i, U32(0xffffffff))
	}
	for i := range tailLanes {
		DATA(4*(i+tailLanes), U32(0))
	}
	return table
}

// TailAddress returns where in the table the mask of a row's last n < 16 elements starts: lane i of vector k is set if
// k·lanes + i < n.
func TailAddress(table Mem, n reg.Register) reg.Register {
	address, back := GP64(), GP64()
	LEAQ(table.Offset(4*tailLanes), address)
	MOVQ(n, back)
	SHLQ(Imm(2), back)
	SUBQ(back, address)
	return address
}

// Mask is a vector's set of lanes: a vector for AVX2, a mask register for AVX-512.
type Mask struct {
	set    ISA
	vector reg.VecVirtual
	lanes  reg.OpmaskVirtual
}

// TailMask loads vector k of the mask at address.
func (s ISA) TailMask(address reg.Register, k int) Mask {
	m := Mask{set: s, vector: s.New()}
	VMOVUPS(Mem{Base: address, Disp: k * s.Bytes()}, m.vector)
	if s.Wide() {
		m.lanes = K()
		VPMOVD2M(m.vector, m.lanes)
	}
	return m
}

// Load loads the lanes of the mask, and 0 into the others.
func (m Mask) Load(from Mem, to reg.VecVirtual) {
	if m.set.Wide() {
		VMOVUPS_Z(from, m.lanes, to)
		return
	}
	VMASKMOVPS(from, m.vector, to)
}

// Store stores the lanes of the mask.
func (m Mask) Store(from reg.VecVirtual, to Mem) {
	if m.set.Wide() {
		VMOVUPS(from, m.lanes, to)
		return
	}
	VMASKMOVPS(from, m.vector, to)
}

// Clear sets the lanes outside the mask to 0.
func (m Mask) Clear(v reg.VecVirtual) {
	if m.set.Wide() {
		VMOVAPS_Z(v, m.lanes, v)
		return
	}
	VANDPS(m.vector, v, v)
}

// Fill sets the lanes outside the mask to those of other.
func (m Mask) Fill(v, other reg.VecVirtual) {
	if m.set.Wide() {
		VBLENDMPS(v, other, m.lanes, v)
		return
	}
	VBLENDVPS(m.vector, v, other, v)
}

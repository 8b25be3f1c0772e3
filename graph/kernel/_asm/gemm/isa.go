package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	"github.com/mmcloughlin/avo/reg"
)

// isa is what the tiles need to know of an instruction set.
type isa struct {
	name   string
	lanes  int        // float32 in a vector
	vector []Op       // all vector registers
	rows   int        // of the tallest tile
	widths []int      // of tiles, in vectors; the first is the main one
	mask   string     // type of the argument that says which columns exist
	clear  func(x Op) // x = 0
	masks  columnMasks
}

var sets = map[string]*isa{
	"avx2": {
		name: "AVX2", lanes: 8, rows: 6, widths: []int{2}, mask: "*int32",
		vector: []Op{
			reg.Y0, reg.Y1, reg.Y2, reg.Y3, reg.Y4, reg.Y5, reg.Y6, reg.Y7,
			reg.Y8, reg.Y9, reg.Y10, reg.Y11, reg.Y12, reg.Y13, reg.Y14, reg.Y15,
		},
		clear: func(x Op) { VXORPS(x, x, x) },
		masks: laneMasks{},
	},
	"avx512": {
		name: "AVX512", lanes: 16, rows: 12, widths: []int{2, 1}, mask: "uint32",
		vector: []Op{
			reg.Z0, reg.Z1, reg.Z2, reg.Z3, reg.Z4, reg.Z5, reg.Z6, reg.Z7,
			reg.Z8, reg.Z9, reg.Z10, reg.Z11, reg.Z12, reg.Z13, reg.Z14, reg.Z15,
			reg.Z16, reg.Z17, reg.Z18, reg.Z19, reg.Z20, reg.Z21, reg.Z22, reg.Z23,
			reg.Z24, reg.Z25, reg.Z26, reg.Z27, reg.Z28, reg.Z29, reg.Z30, reg.Z31,
		},
		clear: func(x Op) { VPXORD(x, x, x) },
		masks: bitMasks{reg.K1, reg.K2},
	},
}

// columnMasks read and write a vector of which columns may be missing.
type columnMasks interface {
	prologue(t *tile)
	load(t *tile, v int, from Mem, to Op)
	store(t *tile)
}

// laneMasks are AVX2's: a pointer to -1 for each column that exists and 0 for
// each that does not; nil if all exist.
type laneMasks struct{}

func (laneMasks) prologue(*tile) {}

func (laneMasks) load(t *tile, v int, from Mem, to Op) {
	Load(Param("mask"), scratch)
	VMOVUPS(Mem{Base: scratch, Disp: v * t.isa.lanes * 4}, to)
	VMASKMOVPS(from, to, to)
}

func (laneMasks) store(t *tile) {
	full, stored := t.label("full"), t.label("stored")
	Load(Param("mask"), scratch)
	TESTQ(scratch, scratch)
	JZ(LabelRef(full))
	for v := range t.vectors {
		VMOVUPS(Mem{Base: scratch, Disp: v * t.isa.lanes * 4}, t.spare(v))
	}
	t.eachRow(func(row, v int, to Mem) { VMASKMOVPS(t.sum(row, v), t.spare(v), to) })
	JMP(LabelRef(stored))
	Label(full)
	t.eachRow(func(row, v int, to Mem) { VMOVUPS(t.sum(row, v), to) })
	Label(stored)
}

// bitMasks are AVX-512's: a mask register a vector.
type bitMasks []Op

func (m bitMasks) prologue(t *tile) {
	bits := scratch.As32()
	Load(Param("mask"), bits)
	for v := range t.vectors {
		if v > 0 {
			SHRL(U8(t.isa.lanes), bits)
		}
		KMOVW(bits, m[v])
	}
}

func (m bitMasks) load(_ *tile, v int, from Mem, to Op) { VMOVUPS_Z(from, m[v], to) }

func (m bitMasks) store(t *tile) {
	t.eachRow(func(row, v int, to Mem) { VMOVUPS(t.sum(row, v), m[v], to) })
}

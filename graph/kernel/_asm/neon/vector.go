package main

import "strings"

// threes are the operations on two vectors that NEON has too. Go writes the second operand
// of the manual first.
var threes = map[string]string{
	"VADDPS": "fadd v.4s", "VSUBPS": "fsub v.4s", "VMULPS": "fmul v.4s", "VDIVPS": "fdiv v.4s", "VADDPD": "fadd v.2d", "VSUBPD": "fsub v.2d", "VMULPD": "fmul v.2d",
	"VANDPS": "and v.16b", "VPAND": "and v.16b", "VORPS": "orr v.16b", "VPOR": "orr v.16b",
	"VXORPS": "eor v.16b", "VPXOR": "eor v.16b", "VXORPD": "eor v.16b",
	"VPADDB": "add v.16b", "VPADDW": "add v.8h", "VPADDD": "add v.4s", "VPADDQ": "add v.2d", "VPSUBW": "sub v.8h", "VPSUBD": "sub v.4s",
	"VPMULLW": "mul v.8h", "VPMULLD": "mul v.4s",
	"VPMINUD": "umin v.4s", "VPMAXUD": "umax v.4s", "VPMINSD": "smin v.4s", "VPMAXSD": "smax v.4s", "VPMINUB": "umin v.16b", "VPMAXUB": "umax v.16b",
	"VPCMPEQD": "cmeq v.4s", "VPCMPEQQ": "cmeq v.2d", "VPCMPGTD": "cmgt v.4s",
	"VUNPCKLPS": "zip1 v.4s", "VUNPCKHPS": "zip2 v.4s", "VPUNPCKLBW": "zip1 v.16b", "VPUNPCKHBW": "zip2 v.16b",
}

// twos are those on one vector.
var twos = map[string]string{
	"VSQRTPS": "fsqrt v.4s", "VCVTDQ2PS": "scvtf v.4s",
	// What no int32 holds is the least of them with AVX2, the nearest with NEON: kernels
	// convert nothing like that.
	"VCVTTPS2DQ": "fcvtzs v.4s",
}

// shiftsBy are shifts by a number: the name, and the elements.
var shiftsBy = map[string][2]string{
	"VPSLLW": {"shl", "8h"}, "VPSLLD": {"shl", "4s"}, "VPSLLQ": {"shl", "2d"},
	"VPSRLW": {"ushr", "8h"}, "VPSRLD": {"ushr", "4s"}, "VPSRLQ": {"ushr", "2d"}, "VPSRAD": {"sshr", "4s"},
}

// vectors translates an operation on vectors. It returns false if there is none.
func (t *translator) vectors() bool {
	o := t.ins.operands
	op := t.ins.op
	if alike(t.ins) {
		zero := map[bool]string{true: "movi v.16b", false: "movi v.2d"}[strings.HasPrefix(op, "VPCMP")]
		t.each(func(d, _ int) { t.v(zero, d) })
		return true
	}
	if key := threes[op]; key != "" {
		second, first := t.read(o[0]), t.read(o[1])
		t.each(func(d, h int) { t.v(key, d, first[h], second[h]) })
		return true
	}
	if key := twos[op]; key != "" {
		x := t.read(o[0])
		t.each(func(d, h int) { t.v(key, d, x[h]) })
		return true
	}
	if s, ok := shiftsBy[op]; ok {
		t.shift(s[0], s[1])
		return true
	}
	if move, ok := moves[op]; ok {
		move(t)
		return true
	}
	if f, ok := others[op]; ok {
		f(t)
		return true
	}
	return false
}

// shift translates a shift by a number, or of four bytes by the number in a vector.
func (t *translator) shift(name, arrangement string) {
	o := t.ins.operands
	x := t.read(o[1])
	if o[0].kind == vector {
		by := t.vector()
		t.v("dup v.4s,v.s[0]", by, 2*o[0].register)
		if name == "ushr" {
			t.v("neg v.4s", by, by)
		}
		t.each(func(d, h int) { t.v("ushl v.4s", d, x[h], by) })
		return
	}
	t.each(func(d, h int) {
		if o[0].number == 0 {
			t.copy(d, x[h])
			return
		}
		t.word(encodeShift(name, arrangement, d, x[h], int(o[0].number)))
	})
}

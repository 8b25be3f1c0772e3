package main

import "strings"

// threes are the operations on two vectors that NEON has too. Go writes the second operand
// of the manual first.
var threes = map[string]string{
	"VADDPS": "fadd v.4s", "VSUBPS": "fsub v.4s", "VMULPS": "fmul v.4s", "VDIVPS": "fdiv v.4s", "VADDPD": "fadd v.2d",
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

// others are those that take more than one instruction, or an order of their own.
var others = map[string]func(t *translator){
	"VFMADD231PS": func(t *translator) {
		o := t.ins.operands
		second, first, sum := t.read(o[0]), t.read(o[1]), t.read(o[2])
		t.each(func(d, h int) {
			t.copy(d, sum[h])
			t.v("fmla v.4s", d, first[h], second[h])
		})
	},
	// The second operand is what comes out where nothing is greater, of NaN and of zeros.
	"VMAXPS": func(t *translator) { t.greatest(true) },
	"VMINPS": func(t *translator) { t.greatest(false) },
	"VCMPPS": func(t *translator) {
		o := t.ins.operands
		second, first := t.read(o[1]), t.read(o[2])
		t.each(func(d, h int) { t.compare(int(o[0].number), d, first[h], second[h]) })
	},
	"VANDNPS": func(t *translator) {
		second, first := t.read(t.ins.operands[0]), t.read(t.ins.operands[1])
		t.each(func(d, h int) { t.v("bic v.16b", d, second[h], first[h]) })
	},
	"VBLENDVPS": func(t *translator) { t.choose("cmlt v.4s") },
	"VPBLENDVB": func(t *translator) { t.choose("cmlt v.16b") },
	"VPMULUDQ": func(t *translator) {
		second, first := t.read(t.ins.operands[0]), t.read(t.ins.operands[1])
		a, b := t.vector(), t.vector()
		t.each(func(d, h int) {
			t.v("xtn v.2s", a, first[h])
			t.v("xtn v.2s", b, second[h])
			t.v("umull v.2d", d, a, b)
		})
	},
	"VPSADBW": func(t *translator) {
		second, first := t.read(t.ins.operands[0]), t.read(t.ins.operands[1])
		t.each(func(d, h int) {
			t.v("uabd v.16b", d, first[h], second[h])
			t.v("uaddlp v.8h", d, d)
			t.v("uaddlp v.4s", d, d)
			t.v("uaddlp v.2d", d, d)
		})
	},
	"VPACKUSWB": func(t *translator) { t.pack("sqxtun v.8b", "sqxtun2 v.16b") },
	"VPACKSSDW": func(t *translator) { t.pack("sqxtn v.4h", "sqxtn2 v.8h") },
	"VSHUFPS": func(t *translator) {
		o := t.ins.operands
		key := map[int64]string{0x44: "zip1 v.2d", 0xee: "zip2 v.2d"}[o[0].number]
		second, first := t.read(o[1]), t.read(o[2])
		t.each(func(d, h int) { t.v(key, d, first[h], second[h]) })
	},
	"VPERMILPS": func(t *translator) {
		key := map[int64]string{0: "dup v.4s,v.s[0]", 0x55: "dup v.4s,v.s[1]", 0xff: "dup v.4s,v.s[3]"}[t.ins.operands[0].number]
		x := t.read(t.ins.operands[1])
		t.each(func(d, h int) { t.v(key, d, x[h]) })
	},
	"VPERM2F128": func(t *translator) {
		o := t.ins.operands
		second, first := t.read(o[1]), t.read(o[2])
		half := map[int64]int{0x20: 0, 0x31: 1}[o[0].number]
		t.both(first[half], second[half])
	},
	"VINSERTF128": func(t *translator) {
		o := t.ins.operands
		t.both(t.read(o[2])[0], t.read(o[1])[0])
	},
	"VEXTRACTF128": func(t *translator) { t.upper() },
	"VEXTRACTI128": func(t *translator) { t.upper() },
	"VBLENDPS":     func(t *translator) { t.blend() },
	"VPBLENDD":     func(t *translator) { t.blend() },
	"VPERMPS":      func(t *translator) { t.permute() },
	"VCVTPS2PD": func(t *translator) {
		x, d := 2*t.ins.operands[0].register, 2*t.result().register
		t.v("fcvtl2 v.2d", d+1, x)
		t.v("fcvtl v.2d", d, x)
	},
	"VCVTSI2SSQ": func(t *translator) {
		o := t.ins.operands
		s, d := t.vector(), 2*o[2].register
		t.v("scvtf s", s, o[0].register)
		t.copy(d, 2*o[1].register)
		t.word(encodeInsert("s", d, 0, s, 0))
		t.clear()
	},
	"VUCOMISS": func(t *translator) {
		n, m := 2*t.ins.operands[1].register, 2*t.ins.operands[0].register
		t.line("FCMPS F%d, F%d", m, n)
	},
	"VPMOVMSKB":  func(t *translator) { t.signs() },
	"VMOVMSKPS":  func(t *translator) { t.signs() },
	"VMOVMSKPD":  func(t *translator) { t.signs() },
	"VGATHERDPS": func(t *translator) { t.gather() },
	"VPGATHERDD": func(t *translator) { t.gather() },
}

// choose takes the second operand where the mask has a sign, by the comparison of that name,
// the first elsewhere.
func (t *translator) choose(sign string) {
	o := t.ins.operands
	mask, second, first := t.read(o[0]), t.read(o[1]), t.read(o[2])
	m := t.vector()
	t.each(func(d, h int) {
		t.v(sign, m, mask[h])
		t.v("bsl v.16b", m, second[h], first[h])
		t.copy(d, m)
	})
}

// pack makes elements half as wide, those of the first operand in the lower half.
func (t *translator) pack(lower, upper string) {
	second, first := t.read(t.ins.operands[0]), t.read(t.ins.operands[1])
	m := t.vector()
	t.each(func(d, h int) {
		t.v(lower, m, first[h])
		t.v(upper, m, second[h])
		t.copy(d, m)
	})
}

// greatest translates max and min: first > second ? first : second.
func (t *translator) greatest(max bool) {
	second, first := t.read(t.ins.operands[0]), t.read(t.ins.operands[1])
	m := t.vector()
	t.each(func(d, h int) {
		a, b := first[h], second[h]
		if max {
			t.v("fcmgt v.4s", m, a, b)
		} else {
			t.v("fcmgt v.4s", m, b, a)
		}
		switch d {
		case b:
			t.v("bit v.16b", d, a, m)
		case a:
			t.v("bif v.16b", d, b, m)
		default:
			t.copy(d, b)
			t.v("bit v.16b", d, a, m)
		}
	})
}

// compare makes a mask of a predicate of Intel's.
func (t *translator) compare(predicate, d, a, b int) {
	switch predicate {
	case 0x01, 0x11: // a < b
		t.v("fcmgt v.4s", d, b, a)
	case 0x0e, 0x1e: // a > b
		t.v("fcmgt v.4s", d, a, b)
	case 0x05: // not a < b
		t.v("fcmgt v.4s", d, b, a)
		t.v("not v.16b", d, d)
	case 0x04: // a != b, and of NaN
		t.v("fcmeq v.4s", d, a, b)
		t.v("not v.16b", d, d)
	case 0x03: // one of them is NaN
		m := t.vector()
		t.v("fcmeq v.4s", m, b, b)
		t.v("fcmeq v.4s", d, a, a)
		t.v("and v.16b", d, d, m)
		t.v("not v.16b", d, d)
		t.free = append(t.free, m)
	default:
		panic("unknown predicate")
	}
}

// both makes the result of two halves.
func (t *translator) both(lower, upper int) {
	d := 2 * t.result().register
	switch {
	case upper != d:
		t.copy(d, lower)
		if upper != d+1 && lower == d+1 {
			t.copy(d+1, upper)
			return
		}
		t.copy(d+1, upper)
	case lower != d+1:
		t.copy(d+1, upper)
		t.copy(d, lower)
	default:
		m := t.vector()
		t.copy(m, upper)
		t.copy(d, lower)
		t.copy(d+1, m)
	}
}

// upper takes the upper half.
func (t *translator) upper() {
	x := t.read(t.ins.operands[1])
	t.copy(2*t.result().register, x[1])
	t.clear()
}

// blend takes the elements of the first operand whose bits are set, those of the other one
// elsewhere.
func (t *translator) blend() {
	o := t.ins.operands
	second, first := t.read(o[1]), t.read(o[2])
	t.each(func(d, h int) {
		from, to, bits := second[h], d, o[0].number>>(4*h)
		if d == from && d != first[h] {
			from = t.vector()
			t.copy(from, second[h])
		}
		t.copy(to, first[h])
		for i := range 4 {
			if bits>>i&1 != 0 {
				t.word(encodeInsert("s", to, i, from, i))
			}
		}
	})
}

// permute takes the elements that the second operand counts.
func (t *translator) permute() {
	o := t.ins.operands
	x, index := t.read(o[0]), t.read(o[1])
	four, bytes := t.vector(), t.vector()
	r := t.temporaryRegister()
	t.line("MOVD $0x04040404, %s", name(r))
	t.v("dup v.4s", four, r)
	t.line("MOVD $0x03020100, %s", name(r))
	t.v("dup v.4s", bytes, r)
	at := halves{t.vector(), t.vector()}
	for h := range 2 {
		t.v("mul v.4s", at[h], index[h], four)
		t.v("add v.4s", at[h], at[h], bytes)
	}
	made := halves{t.vector(), t.vector()}
	for h := range 2 {
		t.word(encodeTable2(made[h], x[0], at[h]))
	}
	t.both(made[0], made[1])
}

// signs translates what gathers the sign bits of bytes, of float32 or of float64 in a
// general register.
func (t *translator) signs() {
	o := t.ins.operands
	x, to := t.read(o[0]), o[1].register
	lower, upper, weights := t.vector(), t.vector(), t.vector()
	switch t.ins.op {
	case "VMOVMSKPD": // the upper halves of the numbers, twice
		t.v("uzp2 v.4s", lower, x[0], x[1])
		t.v("uzp2 v.8h", lower, lower, lower)
		t.v("uzp2 v.16b", lower, lower, lower)
	case "VMOVMSKPS":
		t.v("uzp2 v.8h", lower, x[0], x[1])
		t.v("uzp2 v.16b", lower, lower, lower)
	}
	r := t.temporaryRegister()
	t.line("MOVD $0x8040201008040201, %s", name(r))
	t.v("dup v.2d", weights, r)
	if t.ins.op == "VPMOVMSKB" {
		t.v("cmlt v.16b", lower, x[0])
		t.v("cmlt v.16b", upper, x[1])
		t.v("and v.16b", lower, lower, weights)
		t.v("and v.16b", upper, upper, weights)
		for range 3 {
			t.v("addp v.16b", lower, lower, upper)
			upper = lower
		}
		t.v("fmov w", to, lower)
		return
	}
	t.v("cmlt v.16b", lower, lower)
	t.v("and v.16b", lower, lower, weights)
	t.v("addv b", lower, lower)
	t.v("umov w", to, lower)
	if t.ins.op == "VMOVMSKPD" {
		t.line("ANDW $15, %s", name(to))
	}
}

// gather loads eight numbers from where the elements of a vector point. Its mask is set
// everywhere.
func (t *translator) gather() {
	o := t.ins.operands
	for _, u := range t.flow.uses[t.i] {
		if u.register == o[0].register {
			for _, from := range u.from {
				if !alike(t.f.code[from]) {
					panic("a mask that is not set everywhere")
				}
			}
		}
	}
	from, d := o[1], 2*t.result().register
	base := t.sum(from.base, from.disp)
	r := t.temporaryRegister()
	for i := range 8 {
		t.word(encodeLane("smov", r, 2*from.index+i/4, i%4))
		t.line("ADD %s<<%d, %s, %[1]s", name(r), shifts[from.scale], name(base))
		t.word(encodeElement("ld1", d+i/4, i%4, r))
	}
}

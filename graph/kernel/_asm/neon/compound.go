package main

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
	"VCVTPD2PSY": func(t *translator) {
		x, d := t.read(t.ins.operands[0]), 2*t.result().register
		low, high := x[0], x[1]
		v := t.vector()
		t.v("fcvtn v.2s", v, low)
		t.v("fcvtn2 v.4s", v, high)
		t.copy(d, v)
		t.clear()
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

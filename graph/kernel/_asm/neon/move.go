package main

import "fmt"

// moves are loads, stores and copies.
var moves = map[string]func(t *translator){
	"VMOVUPS": (*translator).moveVector, "VMOVUPD": (*translator).moveVector, "VMOVDQU": (*translator).moveVector,
	"VMOVAPS": (*translator).moveVector, "VMOVDQA": (*translator).moveVector,
	"VBROADCASTSS": (*translator).broadcast, "VPBROADCASTD": (*translator).broadcast,
	"VPBROADCASTQ": (*translator).broadcast, "VPBROADCASTW": (*translator).broadcast,
	"VBROADCASTF128": func(t *translator) {
		base, disp := t.at(t.ins.operands[0])
		t.each(func(d, _ int) { t.load(d, base, disp) })
	},
	"VMASKMOVPS": (*translator).masked,
	"VMOVD": func(t *translator) {
		t.v("fmov s", 2*t.result().register, t.ins.operands[0].register)
		t.clear()
	},
	"VMOVQ": func(t *translator) {
		from, to := t.ins.operands[0], t.ins.operands[1]
		if to.kind == general {
			t.v("fmov x", to.register, 2*from.register)
			return
		}
		t.v("fmov d", 2*to.register, from.register)
		t.clear()
	},
	"VMOVSS": func(t *translator) {
		base, disp := t.at(t.ins.operands[0])
		t.small("s", 2*t.result().register, base, disp)
		t.clear()
	},
	"VINSERTPS": func(t *translator) {
		o := t.ins.operands
		if o[0].number != 0x10 || o[1].kind != memory {
			panic("not known")
		}
		base, disp := t.at(o[1])
		at, d := t.sum(base, disp), 2*o[3].register
		t.copy(d, 2*o[2].register)
		t.word(encodeElement("ld1", d, 1, at))
		t.clear()
	},
	"VPEXTRD": func(t *translator) {
		o := t.ins.operands
		base, disp := t.at(o[2])
		t.word(encodeElement("st1", 2*o[1].register, int(o[0].number), t.sum(base, disp)))
	},
	"VPMOVZXBD": func(t *translator) {
		base, disp := t.at(t.ins.operands[0])
		v, d := t.vector(), 2*t.result().register
		t.small("d", v, base, disp)
		t.v("ushll v.8h", v, v)
		t.v("ushll2 v.4s", d+1, v)
		t.v("ushll v.4s", d, v)
	},
	"VPMOVZXWD": func(t *translator) {
		x, d := 2*t.ins.operands[0].register, 2*t.result().register
		t.v("ushll2 v.4s", d+1, x)
		t.v("ushll v.4s", d, x)
	},
}

// moveVector loads, stores or copies one.
func (t *translator) moveVector() {
	from, to := t.ins.operands[0], t.ins.operands[1]
	switch {
	case to.kind == vector && from.kind == vector:
		x := t.read(from)
		t.each(func(d, h int) { t.copy(d, x[h]) })
	case to.kind == vector:
		base, disp := t.at(from)
		if d := 2 * to.register; to.half {
			t.load(d, base, disp)
			t.clear()
		} else {
			t.loadPair(halves{d, d + 1}, base, disp)
		}
	default:
		base, disp := t.at(to)
		if x := t.read(from); from.half {
			t.store(x[0], base, disp)
		} else {
			t.storePair(x, base, disp)
		}
	}
}

// small loads four or eight bytes, and clears the rest of the register.
func (t *translator) small(register string, v, base, disp int) {
	if size := sizeOf[register]; disp < 0 || disp%size != 0 || disp >= 4096*size {
		base, disp = t.sum(base, disp), 0
	}
	t.word(encodeMemory("ldr", register, v, base, disp))
}

// broadcast repeats a number.
func (t *translator) broadcast() {
	from := t.ins.operands[0]
	lanes := map[string]string{"VBROADCASTSS": "4s,v.s[0]", "VPBROADCASTD": "4s,v.s[0]", "VPBROADCASTQ": "2d,v.d[0]", "VPBROADCASTW": "8h,v.h[0]"}[t.ins.op]
	switch {
	case from.kind == vector:
		key := map[string]string{"4s,v.s[0]": "dup v.4s,v.s[0]", "2d,v.d[0]": "dup v.2d,v.d[0]", "8h,v.h[0]": "dup v.8h"}[lanes]
		t.each(func(d, _ int) { t.v(key, d, 2*from.register) })
	case from.kind == argument:
		r := t.temporaryRegister()
		t.line("MOVWU %s, %s", from.text, name(r))
		t.each(func(d, _ int) { t.v("dup v.4s", d, r) })
	case lanes == "4s,v.s[0]":
		base, disp := t.at(from)
		at := t.sum(base, disp)
		t.each(func(d, _ int) { t.v("ld1r v.4s", d, at) })
	default:
		panic("not known")
	}
}

// masked loads or stores the elements whose masks are set; others become 0, and are not
// touched.
func (t *translator) masked() {
	o := t.ins.operands
	mask := t.read(o[1])
	loads := o[2].kind == vector
	var base, disp int
	var x halves
	if loads {
		base, disp = t.at(o[0])
		x = halves{2 * o[2].register, 2*o[2].register + 1}
		if x == mask {
			mask = halves{t.vector(), t.vector()}
			t.copy(mask[0], x[0])
			t.copy(mask[1], x[1])
		}
		t.v("movi v.2d", x[0])
		t.v("movi v.2d", x[1])
	} else {
		x = t.read(o[0])
		base, disp = t.at(o[2])
	}
	verb := map[bool]string{true: "ld1", false: "st1"}[loads]
	at, set := t.temporaryRegister(), t.temporaryRegister()
	t.line("ADD $%d, %s, %s", disp, name(base), name(at))
	for i := range 8 {
		skip := t.label()
		t.word(encodeLane("umov", set, mask[i/4], i%4))
		t.line("TBZ $31, %s, %s", name(set), skip)
		t.word(encodeElement(verb, x[i/4], i%4, at))
		fmt.Fprintf(&t.b, "%s:\n", skip)
		if i < 7 {
			t.line("ADD $4, %s", name(at))
		}
	}
}

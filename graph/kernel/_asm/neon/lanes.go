package main

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

package main

import "fmt"

// names of general registers.
func name(r int) string {
	if r == stack {
		return "RSP"
	}
	return fmt.Sprintf("R%d", r)
}

// suffixes of operations on four bytes.
func width(op string) string {
	if op[len(op)-1] == 'L' {
		return "W"
	}
	return ""
}

// general translates an operation that has no vectors. It returns false if there is none.
func (t *translator) general() bool {
	if load, ok := generalMoves[t.ins.op]; ok {
		t.move(load[0], load[1])
		return true
	}
	return t.control() || t.arithmetic() || t.bits()
}

// generalMoves are loads and stores of so many bytes.
var generalMoves = map[string][2]string{
	"MOVQ": {"MOVD", "MOVD"}, "MOVL": {"MOVWU", "MOVW"}, "MOVB": {"MOVBU", "MOVB"},
	"MOVLQSX": {"MOVW", ""}, "MOVWLZX": {"MOVHU", ""}, "MOVBLZX": {"MOVBU", ""},
}

// control translates what goes somewhere else, or asks for flags.
func (t *translator) control() bool {
	o := t.ins.operands
	switch op := t.ins.op; op {
	case "RET":
		t.line("RET")
	case "VZEROUPPER":
	case "JMP":
		t.line("B %s", o[0].text)
	case "PAUSE":
		t.line("YIELD")
	case "JEQ", "JZ", "JNE", "JNZ", "JLT", "JGE", "JG", "JGT", "JLE", "JB":
		t.line("B%s %s", conditions[op], o[0].text)
	case "CMOVQHI":
		t.line("CSEL HI, %s, %s, %[2]s", t.value(o[0]), name(o[1].register))
	case "SBBQ":
		t.line("CSETM LO, %s", name(o[1].register))
	case "CMPQ":
		t.line("CMP %s, %s", t.value(o[1]), t.value(o[0]))
	case "CMPB":
		r := t.temporary()
		t.line("MOVBU %s, %s", o[0].text, r)
		t.line("CMP $%d, %s", o[1].number, r)
	case "TESTQ", "TESTL":
		t.line("TST%s %s, %s", width(op), name(o[0].register), name(o[1].register))
	case "PREFETCHT0", "PREFETCHT1":
		base, disp := t.at(o[0])
		if disp%8 != 0 || disp < 0 {
			base, disp = t.sum(base, disp), 0
		}
		t.line("PRFM %d(%s), PLDL%cKEEP", disp, name(base), op[len(op)-1]+1)
	default:
		return false
	}
	return true
}

// arithmetic translates sums and products.
func (t *translator) arithmetic() bool {
	o := t.ins.operands
	switch op := t.ins.op; op {
	case "ADDQ", "SUBQ":
		t.line("%s%s %s, %s", op[:3], t.flags(), t.value(o[0]), name(o[1].register))
	case "INCQ", "DECQ":
		verb := map[string]string{"INCQ": "ADD", "DECQ": "SUB"}[op] + t.flags()
		r := t.value(o[0])
		t.line("%s $1, %s", verb, r)
		if o[0].kind != general {
			t.line("MOVD %s, %s", r, o[0].text)
		}
	case "NEGQ", "NEGL":
		t.line("NEG%s%s %s, %[3]s", t.flags(), width(op), name(o[0].register))
	case "IMULQ":
		t.line("MUL %s, %s, %[2]s", name(o[0].register), name(o[1].register))
	case "IMUL3Q":
		r := t.temporary()
		t.line("MOVD $%d, %s", o[0].number, r)
		t.line("MUL %s, %s, %s", r, name(o[1].register), name(o[2].register))
	case "LEAQ":
		t.effective(o[0], o[1].register)
	default:
		return false
	}
	return true
}

// bits translates what works bit by bit.
func (t *translator) bits() bool {
	o := t.ins.operands
	switch op := t.ins.op; op {
	case "XORQ":
		if o[0].kind != general || o[0].register != o[1].register || t.flags() != "" {
			return false
		}
		t.line("MOVD ZR, %s", name(o[0].register))
	case "ANDQ", "ANDL":
		t.line("AND%s%s %s, %s", t.flags(), width(op), t.value(o[0]), name(o[1].register))
	case "ORL":
		if t.flags() != "" {
			return false
		}
		t.line("ORRW %s, %s", t.value(o[0]), name(o[1].register))
	case "NOTL":
		t.line("MVNW %s, %[1]s", name(o[0].register))
	case "SHLQ", "SHLL", "SHRQ", "SHRL":
		if t.flags() != "" {
			return false
		}
		t.line("LS%c%s $%d, %s", op[2], width(op), o[0].number, name(o[1].register))
	case "TZCNTQ":
		t.line("RBIT %s, %s", name(o[0].register), name(o[1].register))
		t.line("CLZ %s, %[1]s", name(o[1].register))
	case "POPCNTL":
		v := t.vector()
		t.v("fmov s", v, o[0].register)
		t.v("cnt v.8b", v, v)
		t.v("uaddlv h", v, v)
		t.v("fmov w", o[1].register, v)
	default:
		return false
	}
	return true
}

// move translates a MOV of that many bytes.
func (t *translator) move(load, store string) {
	from, to := t.ins.operands[0], t.ins.operands[1]
	switch {
	case from.kind == immediate:
		t.line("MOVD $%d, %s", from.number, name(to.register))
	case from.kind == argument:
		t.line("%s %s, %s", load, from.text, name(to.register))
	case from.kind == memory:
		base, disp := t.at(from)
		t.line("%s %d(%s), %s", load, disp, name(base), name(to.register))
	case to.kind == argument:
		t.line("%s %s, %s", store, name(from.register), to.text)
	case to.kind == memory:
		base, disp := t.at(to)
		t.line("%s %s, %d(%s)", store, name(from.register), disp, name(base))
	default:
		t.line("%s %s, %s", load, name(from.register), name(to.register))
	}
}

// value is a number, a register, or a temporary one that holds what is in memory.
func (t *translator) value(o operand) string {
	switch o.kind {
	case immediate:
		return fmt.Sprintf("$%d", o.number)
	case general:
		return name(o.register)
	}
	r := t.temporary()
	if o.kind == argument {
		t.line("MOVD %s, %s", o.text, r)
		return r
	}
	base, disp := t.at(o)
	t.line("MOVD %d(%s), %s", disp, name(base), r)
	return r
}

// effective computes an address.
func (t *translator) effective(o operand, to int) {
	if o.kind == symbol {
		t.line("MOVD $%s, %s", o.text, name(to))
		return
	}
	base, disp := o.base, o.disp
	if o.index >= 0 {
		t.line("ADD %s<<%d, %s, %s", name(o.index), shifts[o.scale], name(base), name(to))
		base = to
	}
	if disp != 0 || base != to {
		t.line("ADD $%d, %s, %s", disp, name(base), name(to))
	}
}

var shifts = map[int]int{1: 0, 2: 1, 4: 2, 8: 3}

// at is where an operand lies: a register, and an offset.
func (t *translator) at(o operand) (base, disp int) {
	if o.kind == memory && o.index < 0 {
		return o.base, o.disp
	}
	r := t.temporaryRegister()
	if o.kind == symbol {
		t.line("MOVD $%s, %s", o.text, name(r))
		return r, 0
	}
	t.line("ADD %s<<%d, %s, %s", name(o.index), shifts[o.scale], name(o.base), name(r))
	return r, o.disp
}

// sum is a register and an offset in one register.
func (t *translator) sum(base, disp int) int {
	if disp == 0 {
		return base
	}
	r := t.temporaryRegister()
	t.line("ADD $%d, %s, %s", disp, name(base), name(r))
	return r
}

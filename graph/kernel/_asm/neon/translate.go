package main

import (
	"fmt"
	"strings"
)

// translator writes one function.
type translator struct {
	b      strings.Builder
	f      *function
	flow   *flow
	i      int // the instruction that is translated
	ins    instruction
	free   []int // NEON's registers that nobody needs here
	taken  int   // temporary registers that the instruction has taken
	labels int
}

// translate returns a function's text.
func translate(f *function) (text string, err error) {
	t := &translator{f: f}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%s, %s %v: %v", f.name, t.ins.op, t.ins.operands, r)
		}
	}()
	t.flow = analyse(f)
	t.b.WriteString("\n")
	for _, line := range f.comments {
		t.b.WriteString(line + "\n")
	}
	frame := f.frame
	if frame > 0 {
		frame += 8 // a multiple of 16, with what calls return to
	}
	fmt.Fprintf(&t.b, "TEXT ·%s(SB), NOSPLIT, $%d-%d\n", f.name, frame, f.args)
	for t.i, t.ins = range f.code {
		if t.ins.label != "" {
			fmt.Fprintf(&t.b, "%s:\n", t.ins.label)
			continue
		}
		t.prepare()
		if !t.general() && !t.vectors() {
			panic("not known")
		}
	}
	return t.b.String(), nil
}

// prepare finds the registers that the instruction can have besides its own.
func (t *translator) prepare() {
	used := t.flow.live[t.i]
	for _, u := range t.flow.uses[t.i] {
		used |= t.flow.halves(u)
	}
	if d := t.flow.defs[t.i]; d >= 0 {
		used |= 3 << (2 * d)
	}
	t.free, t.taken = t.free[:0], 0
	for v := range 32 {
		if used&(1<<v) == 0 {
			t.free = append(t.free, v)
		}
	}
}

// vector takes a register of NEON's.
func (t *translator) vector() int {
	if len(t.free) == 0 {
		panic("no vector register is free")
	}
	v := t.free[0]
	t.free = t.free[1:]
	return v
}

// temporaryRegister takes a general register.
func (t *translator) temporaryRegister() int {
	registers := [...]int{16, 17, 19, 20, 21, 22, 23, 24, 25, 26}
	r := registers[t.taken]
	t.taken++
	return r
}

func (t *translator) temporary() string { return name(t.temporaryRegister()) }

func (t *translator) line(format string, args ...any) {
	fmt.Fprintf(&t.b, "\t"+format+"\n", args...)
}

func (t *translator) word(word uint32, text string) {
	fmt.Fprintf(&t.b, "\tWORD $0x%08x // %s\n", word, text)
}

func (t *translator) v(key string, registers ...int) { t.word(encode(key, registers...)) }

// copy moves a vector.
func (t *translator) copy(to, from int) {
	if to != from {
		t.v("orr v.16b", to, from, from)
	}
}

// label is a new one.
func (t *translator) label() string {
	t.labels++
	return fmt.Sprintf("skip%d", t.labels)
}

// halves are NEON's registers of an operand: two of them, which may be the same.
type halves [2]int

// read returns where the halves of an operand are, loading them from memory if need be.
func (t *translator) read(o operand) halves {
	if o.kind == vector {
		for _, u := range t.flow.uses[t.i] {
			if u.register == o.register && t.flow.single(u) {
				return halves{2 * o.register, 2 * o.register}
			}
		}
		return halves{2 * o.register, 2*o.register + 1}
	}
	base, disp := t.at(o)
	if t.width() == 1 {
		v := t.vector()
		t.load(v, base, disp)
		return halves{v, v}
	}
	h := halves{t.vector(), t.vector()}
	t.loadPair(h, base, disp)
	return h
}

// result is the register that the instruction defines.
func (t *translator) result() operand { return t.ins.operands[len(t.ins.operands)-1] }

// width is how many halves are to be made: one of an X register, and of what has but one.
func (t *translator) width() int {
	if o := t.result(); o.half || t.flow.defs[t.i] >= 0 && t.flow.half[t.i] {
		return 1
	}
	return 2
}

// each makes the halves of the result, the upper one first: what has one half may be the
// result too. Then the half that an X register does not have is cleared.
func (t *translator) each(make func(d, half int)) {
	d := 2 * t.result().register
	for half := t.width() - 1; half >= 0; half-- {
		make(d+half, half)
	}
	t.clear()
}

func (t *translator) clear() {
	if t.flow.clear[t.i] {
		t.v("movi v.2d", 2*t.result().register+1)
	}
}

// load loads 16 bytes.
func (t *translator) load(v, base, disp int)  { t.memory("ldr", 0x3cc00000, "ldur", v, base, disp) }
func (t *translator) store(v, base, disp int) { t.memory("str", 0x3c800000, "stur", v, base, disp) }

func (t *translator) memory(aligned string, near uint32, unaligned string, v, base, disp int) {
	switch {
	case disp%16 == 0 && disp >= 0 && disp < 1<<16:
		t.word(encodeMemory(aligned, "q", v, base, disp))
	case disp >= -256 && disp < 256:
		t.word(near|uint32(disp)&0x1ff<<12|uint32(base)<<5|uint32(v), fmt.Sprintf("%s q%d,[%s,#%d]", unaligned, v, pointer(base), disp))
	default:
		t.word(encodeMemory(aligned, "q", v, t.sum(base, disp), 0))
	}
}

// loadPair and storePair move 32 bytes.
func (t *translator) loadPair(h halves, base, disp int) { t.pair("ldp", t.load, h, base, disp) }

func (t *translator) storePair(h halves, base, disp int) { t.pair("stp", t.store, h, base, disp) }

func (t *translator) pair(both string, one func(v, base, disp int), h halves, base, disp int) {
	if disp%16 == 0 && disp >= -1024 && disp < 1024 {
		t.word(encodePair(both, h[0], h[1], base, disp))
		return
	}
	if disp < -256 || disp+16 >= 1<<16 || disp%16 != 0 {
		base, disp = t.sum(base, disp), 0
		t.word(encodePair(both, h[0], h[1], base, disp))
		return
	}
	one(h[0], base, disp)
	one(h[1], base, disp+16)
}

package main

import "strings"

// flow is what is known of the vectors of a function.
//
// A Y register is two of NEON's, its halves. Where both are equal, as after a broadcast,
// only the lower one is kept, if everybody who reads it can know that: half is true of
// what defines such a register.
type flow struct {
	uses  [][]use
	defs  []int // the register that an instruction defines, or -1
	next  [][]int
	half  []bool   // what an instruction defines has one half
	clear []bool   // its upper half, which it does not have, is read as 0
	live  []uint32 // NEON's registers that are read after it
	flags []bool   // its flags are asked for
}

// use is a register that an instruction reads.
type use struct {
	register int
	lower    bool  // its lower half only
	from     []int // the instructions that may have defined it
}

// broadcasts make both halves equal.
var broadcasts = map[string]bool{"VBROADCASTSS": true, "VBROADCASTF128": true, "VPBROADCASTD": true, "VPBROADCASTQ": true, "VPBROADCASTW": true}

// crossing are the instructions whose halves are not made by the halves of what they read
// alone.
var crossing = map[string]bool{
	"VPERM2F128": true, "VPERMPS": true, "VINSERTF128": true, "VPBLENDD": true, "VBLENDPS": true, "VGATHERDPS": true, "VPGATHERDD": true,
	"VMASKMOVPS": true, "VPMOVZXBD": true, "VPMOVZXWD": true, "VCVTPS2PD": true, "VCVTPD2PSY": true,
}

// alike reports whether an operation needs no operand: x xor x, x == x.
func alike(ins instruction) bool {
	if !strings.HasPrefix(ins.op, "VXORP") && ins.op != "VPXOR" && ins.op != "VPCMPEQD" {
		return false
	}
	o := ins.operands
	return len(o) == 3 && o[0].kind == vector && o[0].register == o[1].register && o[1].kind == vector && o[1].register == o[2].register
}

// analyse finds out who reads what.
func analyse(f *function) *flow {
	n := len(f.code)
	w := &flow{uses: make([][]use, n), defs: make([]int, n), next: make([][]int, n), half: make([]bool, n), clear: make([]bool, n), live: make([]uint32, n), flags: make([]bool, n)}
	labels := map[string]int{}
	for i, ins := range f.code {
		if ins.label != "" {
			labels[ins.label] = i
		}
	}
	for i, ins := range f.code {
		w.uses[i], w.defs[i] = vectorsOf(ins)
		if i+1 < n && ins.op != "JMP" && ins.op != "RET" {
			w.next[i] = append(w.next[i], i+1)
		}
		if len(ins.operands) == 1 && ins.operands[0].kind == target {
			w.next[i] = append(w.next[i], labels[ins.operands[0].text])
		}
	}
	w.reach()
	w.halve(f)
	w.liveness(f)
	w.flagReaders(f)
	return w
}

// vectorsOf are the vectors that an instruction reads, and that which it defines.
func vectorsOf(ins instruction) (uses []use, def int) {
	def = -1
	last := len(ins.operands) - 1
	if last < 0 || ins.op[0] != 'V' {
		return nil, -1
	}
	if o := ins.operands[last]; o.kind == vector && ins.op != "VUCOMISS" {
		def = o.register
	}
	if alike(ins) {
		return nil, def
	}
	for i, o := range ins.operands {
		switch {
		case o.kind == memory && o.vindex:
			uses = append(uses, use{register: o.index})
		case o.kind == vector && (i != last || def < 0 || strings.HasPrefix(ins.op, "VFM")):
			uses = append(uses, use{register: o.register, lower: o.half})
		}
	}
	return uses, def
}

// reach fills in where what is read may come from.
func (w *flow) reach() {
	type at struct{ instruction, register int }
	in := make([]map[at]bool, len(w.defs))
	for i := range in {
		in[i] = map[at]bool{}
	}
	for changed := true; changed; {
		changed = false
		for i := range in {
			out := map[at]bool{}
			for d := range in[i] {
				if d.register != w.defs[i] {
					out[d] = true
				}
			}
			if w.defs[i] >= 0 {
				out[at{i, w.defs[i]}] = true
			}
			for _, next := range w.next[i] {
				for d := range out {
					if !in[next][d] {
						in[next][d], changed = true, true
					}
				}
			}
		}
	}
	for i := range w.uses {
		for j := range w.uses[i] {
			u := &w.uses[i][j]
			for d := range in[i] {
				if d.register == u.register {
					u.from = append(u.from, d.instruction)
				}
			}
		}
	}
}

// halve decides which registers have one half: it assumes all that can, and takes back
// what somebody could not know.
func (w *flow) halve(f *function) {
	for i, ins := range f.code {
		if w.defs[i] < 0 {
			continue
		}
		def := ins.operands[len(ins.operands)-1]
		switch {
		case def.half:
		case broadcasts[ins.op], alike(ins):
			w.half[i] = true
		case !crossing[ins.op]:
			w.half[i] = true
			for _, o := range ins.operands {
				if o.kind == memory || o.kind == symbol || o.kind == argument || o.kind == general {
					w.half[i] = false
				}
			}
		}
	}
	for changed := true; changed; {
		changed = false
		drop := func(i int) {
			if w.half[i] {
				w.half[i], changed = false, true
			}
		}
		for i, ins := range f.code {
			for _, u := range w.uses[i] {
				whole := ins.op == "VPERMPS" || ins.op == "VGATHERDPS" || ins.op == "VPGATHERDD"
				for _, from := range u.from {
					whole = whole || !w.half[from]
				}
				if !whole || u.lower {
					continue
				}
				for _, from := range u.from {
					drop(from)
				}
				if !broadcasts[ins.op] && !alike(ins) {
					drop(i)
				}
			}
		}
	}
	for i := range w.uses {
		for _, u := range w.uses[i] {
			for _, from := range u.from {
				of := f.code[from].operands
				if !u.lower && of[len(of)-1].half {
					w.clear[from] = true
				}
			}
		}
	}
}

// halves are NEON's registers of what is read.
func (w *flow) halves(u use) uint32 {
	if u.lower || w.single(u) {
		return 1 << (2 * u.register)
	}
	return 3 << (2 * u.register)
}

// single tells that what is read has one half.
func (w *flow) single(u use) bool {
	for _, from := range u.from {
		if w.half[from] {
			return true
		}
	}
	return false
}

// liveness finds out which of NEON's registers are read later.
func (w *flow) liveness(f *function) {
	in := make([]uint32, len(f.code))
	for changed := true; changed; {
		changed = false
		for i := len(f.code) - 1; i >= 0; i-- {
			var out uint32
			for _, next := range w.next[i] {
				out |= in[next]
			}
			w.live[i] = out
			if w.defs[i] >= 0 {
				out &^= 3 << (2 * w.defs[i])
			}
			for _, u := range w.uses[i] {
				out |= w.halves(u)
			}
			if in[i] != out {
				in[i], changed = out, true
			}
		}
	}
}

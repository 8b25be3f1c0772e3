package main

import (
	"fmt"
	"strconv"
	"strings"
)

// The instructions on vectors, as words whose registers are 0 (Arm Architecture Reference
// Manual for A-profile, C7): Go's assembler lacks most of them. The first register is in
// bits 0 to 4, the second in 5 to 9, the third in 16 to 20; a number that stands here is
// part of the word. TestEncodings holds all that is written against GNU's assembler.
const instructions = `
4e20d400 fadd v.4s,v.4s,v.4s
4e60d400 fadd v.2d,v.2d,v.2d
4ee0d400 fsub v.2d,v.2d,v.2d
6e60dc00 fmul v.2d,v.2d,v.2d
4ea0d400 fsub v.4s,v.4s,v.4s
6e20dc00 fmul v.4s,v.4s,v.4s
6e20fc00 fdiv v.4s,v.4s,v.4s
4e20cc00 fmla v.4s,v.4s,v.4s
6ea0e400 fcmgt v.4s,v.4s,v.4s
4e20e400 fcmeq v.4s,v.4s,v.4s
6ea08c00 cmeq v.4s,v.4s,v.4s
6ee08c00 cmeq v.2d,v.2d,v.2d
4ea03400 cmgt v.4s,v.4s,v.4s
4e208400 add v.16b,v.16b,v.16b
4e608400 add v.8h,v.8h,v.8h
4ea08400 add v.4s,v.4s,v.4s
4ee08400 add v.2d,v.2d,v.2d
6e608400 sub v.8h,v.8h,v.8h
6ea08400 sub v.4s,v.4s,v.4s
4e609c00 mul v.8h,v.8h,v.8h
4ea09c00 mul v.4s,v.4s,v.4s
6ea06c00 umin v.4s,v.4s,v.4s
6ea06400 umax v.4s,v.4s,v.4s
4ea06c00 smin v.4s,v.4s,v.4s
4ea06400 smax v.4s,v.4s,v.4s
6e206c00 umin v.16b,v.16b,v.16b
6e206400 umax v.16b,v.16b,v.16b
6e207400 uabd v.16b,v.16b,v.16b
4e201c00 and v.16b,v.16b,v.16b
4ea01c00 orr v.16b,v.16b,v.16b
6e201c00 eor v.16b,v.16b,v.16b
4e601c00 bic v.16b,v.16b,v.16b
6e601c00 bsl v.16b,v.16b,v.16b
6ea01c00 bit v.16b,v.16b,v.16b
6ee01c00 bif v.16b,v.16b,v.16b
4e20bc00 addp v.16b,v.16b,v.16b
4ec03800 zip1 v.2d,v.2d,v.2d
4ec07800 zip2 v.2d,v.2d,v.2d
4e803800 zip1 v.4s,v.4s,v.4s
4e807800 zip2 v.4s,v.4s,v.4s
4e805800 uzp2 v.4s,v.4s,v.4s
4e405800 uzp2 v.8h,v.8h,v.8h
4e005800 uzp2 v.16b,v.16b,v.16b
4e003800 zip1 v.16b,v.16b,v.16b
4e007800 zip2 v.16b,v.16b,v.16b
2ea0c000 umull v.2d,v.2s,v.2s
6ea04400 ushl v.4s,v.4s,v.4s
6ea1f800 fsqrt v.4s,v.4s
4e21d800 scvtf v.4s,v.4s
4ea1b800 fcvtzs v.4s,v.4s
6e205800 not v.16b,v.16b
6ea0b800 neg v.4s,v.4s
4ea0a800 cmlt v.4s,v.4s,#0
4e20a800 cmlt v.16b,v.16b,#0
0e205800 cnt v.8b,v.8b
2e303800 uaddlv h,v.8b
0e31b800 addv b,v.8b
0ea12800 xtn v.2s,v.2d
2e212800 sqxtun v.8b,v.8h
0e614800 sqxtn v.4h,v.4s
4e614800 sqxtn2 v.8h,v.4s
6e212800 sqxtun2 v.16b,v.8h
2f08a400 ushll v.8h,v.8b,#0
2f10a400 ushll v.4s,v.4h,#0
6f10a400 ushll2 v.4s,v.8h,#0
6e202800 uaddlp v.8h,v.16b
6e602800 uaddlp v.4s,v.8h
6ea02800 uaddlp v.2d,v.4s
0e617800 fcvtl v.2d,v.2s
4e617800 fcvtl2 v.2d,v.4s
0e616800 fcvtn v.2s,v.2d
4e616800 fcvtn2 v.4s,v.2d
9e220000 scvtf s,x
4e040c00 dup v.4s,w
4e080c00 dup v.2d,x
4e040400 dup v.4s,v.s[0]
4e0c0400 dup v.4s,v.s[1]
4e1c0400 dup v.4s,v.s[3]
4e080400 dup v.2d,v.d[0]
4e020400 dup v.8h,v.h[0]
0e013c00 umov w,v.b[0]
1e270000 fmov s,w
9e670000 fmov d,x
1e260000 fmov w,s
9e660000 fmov x,d
6f00e400 movi v.2d,#0
4f07e7e0 movi v.16b,#255
4d40c800 ld1r {v.4s},[x]
4e000000 tbl v.16b,{v.16b},v.16b
`

// encoding is an instruction's word, and its operands as they are written.
type encoding struct {
	word     uint32
	operands []string
}

// encodings are the instructions by name and first operand: "fadd v.4s".
var encodings = func() map[string]encoding {
	table := map[string]encoding{}
	for line := range strings.Lines(strings.TrimSpace(instructions)) {
		f := strings.Fields(line)
		word, err := strconv.ParseUint(f[0], 16, 32)
		if err != nil {
			panic(err)
		}
		operands := strings.Split(f[2], ",")
		key := f[1] + " " + strings.Trim(operands[0], "{}")
		for _, had := table[key]; had; _, had = table[key] {
			key += "," + operands[1]
		}
		table[key] = encoding{uint32(word), operands}
	}
	return table
}()

// encode returns the word of an instruction with those registers, and its text.
func encode(key string, registers ...int) (word uint32, text string) {
	e, known := encodings[key]
	if !known {
		panic("no instruction " + key)
	}
	word, rest := e.word, registers
	written := make([]string, len(e.operands))
	for i, o := range e.operands {
		at := strings.IndexAny(o, "vwxsdhb")
		if at < 0 {
			written[i] = o // a number
			continue
		}
		written[i] = o[:at+1] + strconv.Itoa(rest[0]) + o[at+1:]
		word |= uint32(rest[0]) << [...]int{0, 5, 16}[len(registers)-len(rest)]
		rest = rest[1:]
	}
	name, _, _ := strings.Cut(key, " ")
	return word, name + " " + strings.Join(written, ",")
}

// bitsOf is the size of an arrangement's elements.
var bitsOf = map[string]int{"16b": 8, "8h": 16, "4s": 32, "2d": 64}

// encodeShift is that of a shift by a number: ushr, sshr, shl.
func encodeShift(name, arrangement string, d, n, by int) (word uint32, text string) {
	base := map[string]uint32{"ushr": 0x6f000400, "sshr": 0x4f000400, "shl": 0x4f005400}[name]
	bits := bitsOf[arrangement]
	field := 2*bits - by
	if name == "shl" {
		field = bits + by
	}
	return base | uint32(field)<<16 | uint32(n)<<5 | uint32(d), fmt.Sprintf("%s v%d.%s,v%d.%[3]s,#%[5]d", name, d, arrangement, n, by)
}

// encodeInsert copies an element of a vector: s or d.
func encodeInsert(element string, d, i, n, j int) (word uint32, text string) {
	size := map[string]uint32{"s": 4, "d": 8}[element]
	unit := map[string]int{"s": 3, "d": 4}[element]
	word = 0x6e000400 | (uint32(i)<<unit|size)<<16 | uint32(j)<<(unit-1)<<11 | uint32(n)<<5 | uint32(d)
	return word, fmt.Sprintf("mov v%d.%s[%d],v%d.%[2]s[%[5]d]", d, element, i, n, j)
}

// encodeLane reads element i of four into a register: umov w, or smov x.
func encodeLane(name string, d, n, i int) (word uint32, text string) {
	base, register := uint32(0x0e003c00), "w"
	if name == "smov" {
		base, register = 0x4e002c00, "x"
	}
	return base | (uint32(i)<<3|4)<<16 | uint32(n)<<5 | uint32(d), fmt.Sprintf("%s %s%d,v%d.s[%d]", name, register, d, n, i)
}

// encodeElement loads or stores element i of four: ld1, st1.
func encodeElement(name string, v, i, base int) (word uint32, text string) {
	word = map[string]uint32{"ld1": 0x0d408000, "st1": 0x0d008000}[name]
	return word | uint32(i>>1)<<30 | uint32(i&1)<<12 | uint32(base)<<5 | uint32(v), fmt.Sprintf("%s {v%d.s}[%d],[%s]", name, v, i, pointer(base))
}

// encodeTable2 looks bytes up in two vectors, n and n+1.
func encodeTable2(d, n, m int) (word uint32, text string) {
	return 0x4e002000 | uint32(m)<<16 | uint32(n)<<5 | uint32(d), fmt.Sprintf("tbl v%d.16b,{v%d.16b,v%d.16b},v%d.16b", d, n, n+1, m)
}

// encodeMemory loads or stores a register of that size at an offset that is a multiple of
// it: "ldr q", "str s" …
func encodeMemory(name, register string, v, base, offset int) (word uint32, text string) {
	word = map[string]uint32{"ldr q": 0x3dc00000, "str q": 0x3d800000, "ldr s": 0xbd400000, "str s": 0xbd000000, "ldr d": 0xfd400000}[name+" "+register]
	size := sizeOf[register]
	return word | uint32(offset/size)<<10 | uint32(base)<<5 | uint32(v), fmt.Sprintf("%s %s%d,[%s,#%d]", name, register, v, pointer(base), offset)
}

// sizeOf is the number of bytes of a register.
var sizeOf = map[string]int{"q": 16, "d": 8, "s": 4}

// encodePair loads or stores two registers at an offset that is a multiple of 16.
func encodePair(name string, v, w, base, offset int) (word uint32, text string) {
	word = map[string]uint32{"ldp": 0xad400000, "stp": 0xad000000}[name]
	return word | uint32(offset/16)&0x7f<<15 | uint32(w)<<10 | uint32(base)<<5 | uint32(v), fmt.Sprintf("%s q%d,q%d,[%s,#%d]", name, v, w, pointer(base), offset)
}

// pointer is a base register as the text has it.
func pointer(base int) string {
	if base == stack {
		return "sp"
	}
	return "x" + strconv.Itoa(base)
}

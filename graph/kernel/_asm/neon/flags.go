package main

import (
	"fmt"
	"slices"
)

// conditions are the branches by the names that Go's amd64 assembler has for them. After a
// comparison or a subtraction Arm's carry is the opposite of a borrow, which LO and HI know;
// JB is after a comparison of floats, where it is true of NaN, too.
var conditions = map[string]string{
	"JEQ": "EQ", "JZ": "EQ", "JNE": "NE", "JNZ": "NE", "JLT": "LT", "JGE": "GE", "JG": "GT", "JGT": "GT", "JLE": "LE", "JB": "LT",
}

// readers are the operations that ask for flags, by what may have set them: signs and
// zeros of any, borrows of a difference.
var readers = map[string][]string{"JB": {"VUCOMISS"}, "CMOVQHI": differences, "SBBQ": differences}

var differences = []string{"CMPQ", "CMPB", "SUBQ", "NEGL", "NEGQ"}

// setters are the operations that set flags.
var setters = []string{
	"ADDQ", "SUBQ", "DECQ", "INCQ", "CMPQ", "CMPB", "TESTQ", "TESTL", "ANDQ", "ANDL", "ORL", "XORQ", "NEGQ", "NEGL", "SHLQ", "SHLL", "SHRQ", "SHRL",
	"VUCOMISS", "IMULQ", "IMUL3Q", "SBBQ", "TZCNTQ", "POPCNTL",
}

// otherwise are those whose flags are others on Arm, or none.
var otherwise = []string{"VUCOMISS", "IMULQ", "IMUL3Q", "SBBQ", "TZCNTQ", "POPCNTL"}

// flagReaders finds the instructions whose flags are asked for, on any way from them. It
// panics where they mean something else on Arm.
func (w *flow) flagReaders(f *function) {
	for i, ins := range f.code {
		if !slices.Contains(setters, ins.op) {
			continue
		}
		seen := map[int]bool{}
		for next := w.next[i]; len(next) > 0; {
			j := next[0]
			next = next[1:]
			if seen[j] {
				continue
			}
			seen[j] = true
			if by := f.code[j].op; conditions[by] != "" || readers[by] != nil {
				w.flags[i] = true
				if of := readers[by]; of != nil && !slices.Contains(of, ins.op) || of == nil && slices.Contains(otherwise, ins.op) {
					panic(fmt.Sprintf("%s asks for the flags of %s, which are others on Arm", by, ins.op))
				}
			}
			if !slices.Contains(setters, f.code[j].op) {
				next = append(slices.Clone(next), w.next[j]...)
			}
		}
	}
}

// flags is the end of an operation whose flags are asked for.
func (t *translator) flags() string {
	if t.flow.flags[t.i] {
		return "S"
	}
	return ""
}

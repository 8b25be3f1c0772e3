package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// function is a TEXT of the source.
type function struct {
	comments []string
	name     string
	frame    int
	args     int
	code     []instruction
}

// instruction is a line of it: a label, or an operation. The operands stand as in Go's
// assembler, the result last.
type instruction struct {
	label    string
	op       string
	operands []operand
}

type kind int

const (
	general   kind = iota // a register of 8 bytes, or a part of one
	vector                // X or Y
	immediate             // $n
	memory                // disp(base)(index*scale)
	argument              // name+n(FP)
	symbol                // name<>+n(SB)
	target                // a label
)

type operand struct {
	kind     kind
	register int
	half     bool // an X register: the lower half
	number   int64
	text     string // of an argument, a symbol, a label
	base     int
	index    int // -1 without one
	vindex   bool
	scale    int
	disp     int
}

// generals are the general registers by the names of the source. R16 and above are left to
// us, R18 to the system, and R27 and above to Go.
var generals = map[string]int{
	"AX": 0, "BX": 1, "CX": 2, "DX": 3, "SI": 4, "DI": 5, "BP": 6, "R8": 8, "R9": 9, "R10": 10, "R11": 11, "R12": 12, "R13": 13, "R14": 14, "R15": 15,
	"AL": 0, "BL": 1, "CL": 2, "DL": 3, "SP": stack,
}

// stack is the number that the stack pointer has as a base.
const stack = 31

var (
	textLine   = regexp.MustCompile(`^TEXT ·(\w+)\(SB\), NOSPLIT, \$(\d+)(?:-(\d+))?$`)
	labelLine  = regexp.MustCompile(`^(\w+):$`)
	memoryForm = regexp.MustCompile(`^(-?\d*)\((\w+)\)(?:\((\w+)\*(\d)\))?$`)
	vectorForm = regexp.MustCompile(`^[XY](\d+)$`)
)

// parse reads the functions of a file of Go's amd64 assembly, and the lines that define
// its data.
func parse(source string) (data []string, functions []*function, err error) {
	var f *function
	var comments []string
	for line := range strings.Lines(source) {
		line = strings.TrimRight(line, "\n")
		switch m := textLine.FindStringSubmatch(line); {
		case m != nil:
			f = &function{comments: comments, name: m[1]}
			f.frame, _ = strconv.Atoi(m[2])
			f.args, _ = strconv.Atoi(m[3])
			functions, comments = append(functions, f), nil
		case strings.HasPrefix(line, "DATA"), strings.HasPrefix(line, "GLOBL"):
			data = append(data, line)
		case strings.HasPrefix(line, "// func"):
			comments = []string{line}
		case strings.HasPrefix(line, "//"), strings.HasPrefix(line, "#"), line == "":
		case labelLine.MatchString(line):
			f.code = append(f.code, instruction{label: labelLine.FindStringSubmatch(line)[1]})
		default:
			ins, err := parseInstruction(strings.TrimSpace(line))
			if err != nil {
				return nil, nil, fmt.Errorf("%s: %q: %w", f.name, line, err)
			}
			f.code = append(f.code, ins)
		}
	}
	return data, functions, nil
}

func parseInstruction(line string) (instruction, error) {
	line, _, _ = strings.Cut(line, "//")
	op, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	ins := instruction{op: op}
	if rest = strings.TrimSpace(rest); rest == "" {
		return ins, nil
	}
	for _, text := range strings.Split(rest, ",") {
		o, err := parseOperand(strings.TrimSpace(text))
		if err != nil {
			return ins, err
		}
		ins.operands = append(ins.operands, o)
	}
	return ins, nil
}

func parseOperand(text string) (operand, error) {
	if r, ok := generals[text]; ok {
		return operand{kind: general, register: r}, nil
	}
	if m := vectorForm.FindStringSubmatch(text); m != nil {
		r, _ := strconv.Atoi(m[1])
		if r > 15 {
			return operand{}, fmt.Errorf("%s is AVX-512's", text)
		}
		return operand{kind: vector, register: r, half: text[0] == 'X'}, nil
	}
	switch {
	case strings.HasPrefix(text, "$"):
		n, err := strconv.ParseInt(strings.TrimPrefix(text[1:], "+"), 0, 64)
		return operand{kind: immediate, number: n}, err
	case strings.HasSuffix(text, "(FP)"):
		return operand{kind: argument, text: text}, nil
	case strings.HasSuffix(text, "(SB)"):
		return operand{kind: symbol, text: text}, nil
	}
	m := memoryForm.FindStringSubmatch(text)
	if m == nil {
		return operand{kind: target, text: text}, nil
	}
	o := operand{kind: memory, index: -1}
	o.disp, _ = strconv.Atoi(m[1])
	base, ok := generals[m[2]]
	if !ok {
		return o, fmt.Errorf("unknown base %q", m[2])
	}
	if o.base = base; base == stack {
		o.disp += 8 // below it is what calls return to
	}
	if m[3] != "" {
		if v := vectorForm.FindStringSubmatch(m[3]); v != nil {
			o.vindex = true
			o.index, _ = strconv.Atoi(v[1])
		} else {
			o.index = generals[m[3]]
		}
		o.scale, _ = strconv.Atoi(m[4])
	}
	return o, nil
}

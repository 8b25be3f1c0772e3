package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var wordLine = regexp.MustCompile(`WORD \$0x([0-9a-f]{8}) // (.*)`)

// What is written as numbers is what GNU's assembler makes of the text beside it.
func TestEncodings(t *testing.T) {
	assembler, err := exec.LookPath("aarch64-linux-gnu-as")
	if err != nil {
		t.Skip("no aarch64-linux-gnu-as: install binutils-aarch64-linux-gnu")
	}
	words := map[string]string{} // by what they are to be
	for _, folder := range []string{"../..", "../../../../data/augment"} {
		files, err := filepath.Glob(filepath.Join(folder, "*_arm64.s"))
		if err != nil || len(files) == 0 {
			t.Fatal("no assembly in ", folder)
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range wordLine.FindAllStringSubmatch(string(text), -1) {
				if had, ok := words[m[2]]; ok && had != m[1] {
					t.Errorf("%s is %s and %s", m[2], had, m[1])
				}
				words[m[2]] = m[1]
			}
		}
	}
	var texts []string
	var source strings.Builder
	for text := range words {
		texts = append(texts, text)
		source.WriteString(text + "\n")
	}
	object := filepath.Join(t.TempDir(), "o")
	as := exec.Command(assembler, "-o", object, "-")
	as.Stdin = strings.NewReader(source.String())
	if out, err := as.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	dump, err := exec.Command("aarch64-linux-gnu-objdump", "-d", object).Output()
	if err != nil {
		t.Fatal(err)
	}
	got := regexp.MustCompile(`(?m)^ +[0-9a-f]+:\t([0-9a-f]{8})`).FindAllSubmatch(dump, -1)
	if len(got) != len(texts) || len(texts) < 1000 {
		t.Fatalf("got %d words of %d texts", len(got), len(texts))
	}
	for i, text := range texts {
		if words[text] != string(got[i][1]) {
			t.Errorf("%s: wrote %s, the assembler %s", text, words[text], got[i][1])
		}
	}
}

// A broadcast has one half where all who read it can know, two where the other way to
// them brings two.
func TestHalves(t *testing.T) {
	const one = `
TEXT ·f(SB), NOSPLIT, $0-16
	MOVQ         x+0(FP), AX
	VBROADCASTSS (AX), Y0
	VMOVUPS      32(AX), Y1
	VMULPS       Y0, Y1, Y2
	VMOVUPS      Y2, (AX)
	RET
`
	const two = `
TEXT ·f(SB), NOSPLIT, $0-16
	MOVQ         x+0(FP), AX
	VBROADCASTSS (AX), Y0
	VMOVUPS      32(AX), Y1
loop:
	VADDPS       Y1, Y0, Y0
	DECQ         AX
	JNZ          loop
	VMOVUPS      Y0, (AX)
	RET
`
	for source, want := range map[string]int{one: 1, two: 2} {
		_, functions, err := parse(source)
		if err != nil {
			t.Fatal(err)
		}
		text, err := translate(functions[0])
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(text, "ld1r"); got != want {
			t.Errorf("got %d halves of a broadcast, want %d:\n%s", got, want, text)
		}
	}
}

// What is not known is an error that names the function and the instruction.
func TestUnknown(t *testing.T) {
	_, functions, err := parse("TEXT ·f(SB), NOSPLIT, $0\n\tVFANTASY Y0, Y1, Y2\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := translate(functions[0]); err == nil || !strings.Contains(err.Error(), "f, VFANTASY") {
		t.Errorf("got %v", err)
	}
	// Arm's carry after a comparison is the opposite of a borrow.
	_, functions, err = parse("TEXT ·g(SB), NOSPLIT, $0\nagain:\n\tCMPQ AX, BX\n\tMOVQ AX, CX\n\tJB again\n\tRET\n")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := translate(functions[0]); err == nil || !strings.Contains(err.Error(), "JB asks for the flags of CMPQ") {
		t.Errorf("got %v", err)
	}
	if _, _, err := parse("TEXT ·f(SB), NOSPLIT, $0\n\tVADDPS Y0, Y1, Y16\n"); err == nil {
		t.Error("got no error of a register that AVX2 has not")
	}
}

// Functions of AVX-512 are left out of the assembly, and panic in Go.
func TestAVX512(t *testing.T) {
	kept := keep([]byte("// func aAVX512()\nTEXT ·aAVX512(SB), NOSPLIT, $0\n\tRET\n// func bAVX2()\nTEXT ·bAVX2(SB), NOSPLIT, $0\n\tRET\n"))
	if bytes.Contains(kept, []byte("512")) || !bytes.Contains(kept, []byte("bAVX2")) {
		t.Errorf("got %s", kept)
	}
	text, err := declare("// Code generated\n\npackage p\n\n// aAVX512 does.\n//\n//go:noescape\nfunc aAVX512(x *int)\n\n// bAVX2 does.\n//\n//go:noescape\nfunc bAVX2(x *int)\n\nfunc cAVX512(n int)\n")
	if err != nil {
		t.Fatal(err)
	}
	want := generated + "\npackage p\n\n// aAVX512 does.\nfunc aAVX512(x *int) { panic(\"no AVX-512\") }\n\n// bAVX2 does.\n//\n//go:noescape\nfunc bAVX2(x *int)\n\nfunc cAVX512(n int) { panic(\"no AVX-512\") }\n"
	if string(text) != want {
		t.Errorf("got %s", text)
	}
}

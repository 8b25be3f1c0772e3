package kernel

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// TestAVX2KeepsToItsRegisters reads the assembly for AVX2: a CPU without AVX-512 has vectors 0 to 15 and no masks, and
// the generator's allocator takes from all 32 without a word.
func TestAVX2KeepsToItsRegisters(t *testing.T) {
	files, err := filepath.Glob("*_amd64.s")
	if err != nil || len(files) == 0 {
		t.Fatal("no assembly found: ", err)
	}
	name := regexp.MustCompile(`^\w*AVX2\b`)
	beyond := regexp.MustCompile(`\b(?:[XY](?:1[6-9]|2[0-9]|3[01])|Z[0-9]+|K[0-7])\b`)
	found := 0
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, function := range strings.Split(string(text), "\nTEXT ·")[1:] {
			if n := name.FindString(function); n != "" {
				found++
				if r := beyond.FindString(function); r != "" {
					t.Errorf("%s: %s uses %s", file, n, r)
				}
			}
		}
	}
	if found == 0 {
		t.Error("no function for AVX2 found")
	}
}

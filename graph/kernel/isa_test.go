package kernel

import "testing"

// eachISA runs f as a subtest under every instruction set that this CPU has.
func eachISA(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	defer func(before isa) { active = before }(active)
	for set := portable; set <= best(); set++ {
		active = set
		t.Run(isaNames[set], f)
	}
}

func TestChoose(t *testing.T) {
	for _, c := range []struct {
		name string
		best isa
		want isa
	}{
		{"", avx2, avx2},
		{"", avx512, avx512},
		{"portable", avx512, portable},
		{avx2Name, avx512, avx2},
		{"avx512", avx2, avx2},
		{avx2Name, portable, portable},
		{"AVX2", avx512, avx512},
		{"sse9", avx2, avx2},
	} {
		if got := choose(c.name, c.best); got != c.want {
			t.Errorf("choose(%q, %s) = %s, want %s", c.name, isaNames[c.best], isaNames[got], isaNames[c.want])
		}
	}
}

func TestISAIsRunnable(t *testing.T) {
	if active > best() || ISA() != isaNames[active] {
		t.Errorf("ISA() = %s on a CPU whose best is %s", ISA(), isaNames[best()])
	}
}

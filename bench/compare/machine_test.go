package main

import "testing"

func TestCPU(t *testing.T) {
	info := "processor\t: 0\nmodel name\t: AMD EPYC 7763 64-Core Processor\nflags\t\t: fpu avx avx2 sha_ni\n"
	if got, want := cpu(info), "AMD EPYC 7763 64-Core Processor, AVX2"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

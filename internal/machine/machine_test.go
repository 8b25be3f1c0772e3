package machine

import (
	"strings"
	"testing"
)

func TestCPU(t *testing.T) {
	info := "processor\t: 0\nmodel name\t: AMD EPYC 7B13\nflags\t\t: fpu avx2 sha_ni avx512f\n"
	if got, want := cpu(info), "AMD EPYC 7B13, AVX2, AVX-512"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := Name(); !strings.Contains(got, "core") {
		t.Errorf("got %q, want the number of cores in it", got)
	}
}

func TestPeakOf(t *testing.T) {
	// 125000 kB are 128 MB: 125,000 · 1,024 / 1,000,000.
	if got := peakOf("VmPeak:\t 999999 kB\nVmHWM:\t  125000 kB\n"); got != 128 {
		t.Errorf("got %v MB, want 128", got)
	}
	if got := peakOf(""); got != 0 {
		t.Errorf("got %v MB of no text, want 0", got)
	}
}

// What is passed over in a nanosecond at any machine's best is some KB, not GB.
func TestBandwidth(t *testing.T) {
	if got := Bandwidth(1 << 20); got < 1e6 || got > 1e14 {
		t.Errorf("got %v bytes a second", got)
	}
}

package kernel

import "golang.org/x/sys/cpu"

const avx2Name = "avx2"

// best returns the widest instruction set that CPU and operating system offer.
func best() isa {
	x := &cpu.X86
	switch {
	case !x.HasAVX2 || !x.HasFMA:
		return portable
	case x.HasAVX512F && x.HasAVX512BW && x.HasAVX512DQ && x.HasAVX512VL:
		return avx512
	}
	return avx2
}

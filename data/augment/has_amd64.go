package augment

import "golang.org/x/sys/cpu"

func hasVectors() bool { return cpu.X86.HasAVX2 }

package kernel

const avx2Name = "neon"

// best returns NEON: each CPU has it.
func best() isa { return avx2 }

//go:build !amd64 && !arm64

package kernel

const avx2Name = "avx2"

func best() isa { return portable }

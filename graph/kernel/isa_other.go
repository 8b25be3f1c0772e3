//go:build !amd64

package kernel

func best() isa { return portable }

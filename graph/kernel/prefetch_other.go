//go:build !amd64

package kernel

func prefetch(*byte, int) {}

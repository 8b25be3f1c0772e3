//go:build !amd64

package kernel

func multiplyAdd(turns int) float64 { return multiplyAddPortable(turns) }

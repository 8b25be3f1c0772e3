//go:build !amd64 && !arm64

package kernel

func multiplyAdd(turns int) float64 { return multiplyAddPortable(turns) }

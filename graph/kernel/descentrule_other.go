//go:build !amd64 && !arm64

package kernel

func ruleVector[T Float](rule, []T, [][]T) int { return 0 }

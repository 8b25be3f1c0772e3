//go:build !linux

package data

// bytesOf returns n zeros.
func bytesOf(n int) []byte { return make([]byte, n) }

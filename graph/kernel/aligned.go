package kernel

import "unsafe"

// Aligned returns n zeros that begin on a cache line (64 bytes), so that a
// vector load never crosses one.
func Aligned[T Float](n int) []T {
	const line = 64
	var zero T
	size := unsafe.Sizeof(zero)
	x := make([]T, n+line/int(size))
	skip := (line - uintptr(unsafe.Pointer(unsafe.SliceData(x)))%line) % line / size
	return x[skip : skip+uintptr(n) : skip+uintptr(n)]
}

// room returns n elements that begin on a cache line: those of buffer if it has
// as many, which may hold anything.
func room(buffer []float32, n int) []float32 {
	if cap(buffer) < n {
		return Aligned[float32](n)
	}
	return buffer[:n]
}

package kernel

//go:generate go -C _asm run ./finite -out ../finite_amd64.s -stubs ../finite_amd64.go -pkg kernel

// AllFinite reports whether x holds neither NaN nor Inf.
func AllFinite[T Float](x []T) bool {
	f, ok := asFloat32(x)
	if !ok {
		return allFinitePortable(x)
	}
	for lo, hi := range stretches(0, lines(len(f)), len(f)) {
		n, finite := allFiniteVector(f[lo:hi])
		if !finite || !allFinitePortable(f[lo+n:hi]) {
			return false
		}
	}
	return true
}

func allFinitePortable[T Float](x []T) bool {
	for _, v := range x {
		if v-v != 0 { // NaN for NaN and for both infinities
			return false
		}
	}
	return true
}

package kernel

// AllFinite reports whether x holds neither NaN nor Inf.
func AllFinite[T Float](x []T) bool { return allFinitePortable(x) }

func allFinitePortable[T Float](x []T) bool {
	for _, v := range x {
		if v-v != 0 { // NaN for NaN and for both infinities
			return false
		}
	}
	return true
}

package kernel

// Mul writes dst = a·b, element by element. All three have the same length; dst may be a or b.
func Mul[T Float](dst, a, b []T) {
	wantLength("Mul", "a", len(a), len(dst))
	wantLength("Mul", "b", len(b), len(dst))
	mulPortable(dst, a, b)
}

func mulPortable[T Float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

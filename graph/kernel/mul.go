package kernel

import "sync"

//go:generate go -C _asm run ./mul -out ../mul_amd64.s -stubs ../mul_amd64.go -pkg kernel

// Mul writes dst = a·b, element by element. All three have the same length; dst may be a or b.
func Mul[T Float](dst, a, b []T) {
	wantLength("Mul", "a", len(a), len(dst))
	wantLength("Mul", "b", len(b), len(dst))
	if dst, ok := asFloat32(dst); ok {
		a, _ := asFloat32(a)
		b, _ := asFloat32(b)
		share(&mulJobs, lines(len(dst)), mulGrain, mulJob{dst, a, b})
		return
	}
	mulPortable(dst, a, b)
}

// mulGrain is the number of lines that are worth another core's while.
const mulGrain = 16384 / line

var mulJobs sync.Pool

// mulJob is a product as a Job over lines of elements.
type mulJob struct{ dst, a, b []float32 }

// Run writes the products of lines lo..hi-1.
func (j *mulJob) Run(lo, hi int) {
	for lo, hi := range stretches(lo, hi, len(j.dst)) {
		dst, a, b := j.dst[lo:hi], j.a[lo:hi], j.b[lo:hi]
		n := mulVector(dst, a, b)
		mulPortable(dst[n:], a[n:], b[n:])
	}
}

func mulPortable[T Float](dst, a, b []T) {
	a, b = a[:len(dst)], b[:len(dst)]
	for i := range dst {
		dst[i] = a[i] * b[i]
	}
}

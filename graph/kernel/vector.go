//go:build amd64 || arm64

package kernel

// In the file that go generate reads last: it translates what the others have made.
//go:generate go -C _asm run ./neon -skip processor ..

import (
	"math"
	"unsafe"
)

// The functions in this file run the assembly of the instruction set in use on the part of their operands that fills
// its vectors, and say how much that is; what is left is for the portable loops. All of them are Go calls, without
// which a goroutine in a loop over assembly could not be stopped.

// magnitude has all bits but the sign's.
var magnitude = math.Float32frombits(1<<31 - 1)

// adamVector returns the number of weights it stepped. It leaves all of them where the denominator may be 0.
func adamVector(w, g, m, v []float32, a AdamStep) int {
	n := whole(len(w), 8)
	if n == 0 || active == portable || !(a.Eps > 0) {
		return 0
	}
	constants := [...]float32{
		a.Beta1, 1 - a.Beta1, a.Beta2, 1 - a.Beta2, a.Correction1, a.Correction2, -a.LearnRate, a.Eps,
		magnitude, smallestNormal,
	}
	adamAVX2(&w[0], &g[0], &m[0], &v[0], n, &constants[0])
	return n
}

// expRowsVector reports whether it did the one to eight rows of x. Those that are missing are done as the first again.
func expRowsVector(classes int, x []float32, b *expBlock[float32]) bool {
	if active == portable || len(x) == 0 {
		return false
	}
	var offsets [expBlockRows]int
	for k := range len(x) / classes {
		offsets[k] = 4 * k * classes
	}
	expRowsAVX2(classes, &x[0], &offsets[0], &b.columns[0], &b.e[0], &b.maximum[0], &b.sum[0])
	return true
}

// expInPlaceVector returns the number of elements it replaced.
func expInPlaceVector(x []float32) int {
	n := whole(len(x), 8)
	if n == 0 || active == portable {
		return 0
	}
	expInPlaceAVX2(n, &x[0])
	return n
}

// expNegativeVector, sigmoidVector and sigmoidSlopeVector return the number of elements they did.
func expNegativeVector(x, y []float32, scale float32) int {
	n := whole(len(x), 8)
	if n == 0 || active == portable {
		return 0
	}
	expNegativeAVX2(n, &x[0], &y[0], scale)
	return n
}

func sigmoidVector(x, y []float32) int {
	n := whole(len(x), 8)
	if n == 0 || active == portable {
		return 0
	}
	sigmoidAVX2(n, &x[0], &y[0])
	return n
}

func sigmoidSlopeVector(x, y []float32) int {
	n := whole(len(x), 8)
	if n == 0 || active == portable {
		return 0
	}
	sigmoidSlopeAVX2(n, &x[0], &y[0])
	return n
}

// reluBackwardVector reports whether it did some rows of columns lo..hi-1 of reluBackwardPortable.
func reluBackwardVector(rows, n, lo, hi int, dy, y, dz, db []float32) bool {
	if active == portable || (y == nil) != (dz == nil) {
		return false
	}
	var sums *float32
	if db != nil {
		sums = &db[lo]
	}
	switch {
	case y == nil && active == avx512:
		columnSumsAVX512(rows, n, hi-lo, &dy[lo], sums)
	case y == nil:
		columnSumsAVX2(rows, n, hi-lo, &dy[lo], sums)
	case active == avx512:
		reluBackwardAVX512(rows, n, hi-lo, &dy[lo], &y[lo], &dz[lo], sums)
	default:
		reluBackwardAVX2(rows, n, hi-lo, &dy[lo], &y[lo], &dz[lo], sums)
	}
	return true
}

// dropoutState is a dropout as the assembly reads it.
type dropoutState struct {
	block     uint64
	counter   [2]uint32
	keys      [philoxRounds][2]uint32
	threshold uint32
	scale     float32
}

// dropoutVector returns the number of elements it made, from the given group on. Its stretches are aligned powers of
// two, so that the lower half of the block's number does not overflow within one.
func dropoutVector(x, y, mask []float32, d *dropout, group uint64) int {
	n := whole(len(x), dropoutGroup)
	if n == 0 || active == portable || d.threshold > 1<<32-1 {
		return 0
	}
	state := dropoutState{
		block: group * dropoutBlocks, counter: d.counter, threshold: uint32(d.threshold), scale: float32(d.scale),
	}
	key := d.key
	for r := range state.keys {
		state.keys[r] = key
		key[0] += philoxW0
		key[1] += philoxW1
	}
	if active == avx512 {
		dropoutAVX512(&x[0], &y[0], &mask[0], n/dropoutGroup, (*uint32)(unsafe.Pointer(&state)))
	} else {
		dropoutAVX2(&x[0], &y[0], &mask[0], n/dropoutGroup, (*uint32)(unsafe.Pointer(&state)))
	}
	return n
}

// elementsVector returns the number of elements it wrote. Its operands do not escape, as
// they would to a function that is a value.
func elementsVector(of elementwise, dst, a, b []float32) int {
	wantLength("elements", "a", len(a), len(dst))
	wantLength("elements", "b", len(b), len(dst))
	n := whole(len(dst), 8)
	if n == 0 || active == portable {
		return 0
	}
	switch of {
	case adding:
		addElementsAVX2(&dst[0], &a[0], &b[0], n)
	case subtracting:
		subElementsAVX2(&dst[0], &a[0], &b[0], n)
	case multiplying:
		mulElementsAVX2(&dst[0], &a[0], &b[0], n)
	case dividing:
		divElementsAVX2(&dst[0], &a[0], &b[0], n)
	}
	return n
}

// sqrtVector returns the number of roots it wrote.
func sqrtVector(dst, a []float32) int {
	n := whole(len(dst), 8)
	if n == 0 || active == portable {
		return 0
	}
	sqrtElementsAVX2(&dst[0], &a[0], n)
	return n
}

// mulVector returns the number of products it wrote.
func mulVector(dst, a, b []float32) int {
	n := whole(len(dst), 16)
	if n == 0 || active == portable {
		return 0
	}
	mulAVX2(&dst[0], &a[0], &b[0], n)
	return n
}

// scaleConstants are what the assembly scales by. 1/255 in two parts, of which the second is added to the product before
// it is rounded, gives the quotient by 255 exactly as rounded, for each of the 256 bytes; then (v - 0)·1 and
// (v - 0.5)·2 are the two scales.
func scaleConstants(signed bool) [4]float32 {
	const inverse float32 = 1.0 / 255
	constants := [...]float32{inverse, float32(1.0/255 - float64(inverse)), 0, 1}
	if signed {
		constants[2], constants[3] = 0.5, 2
	}
	return constants
}

// scaleBytesVector returns the number of bytes it scaled.
func scaleBytesVector(dst []float32, src []byte, signed bool) int {
	constants := scaleConstants(signed)
	n := whole(len(src), 16)
	switch {
	case n == 0:
	case active == avx512 && n%32 == 0:
		scaleBytesAVX512(&dst[0], &src[0], n, &constants[0])
	case active >= avx2:
		scaleBytesAVX2(&dst[0], &src[0], n, &constants[0])
	default:
		return 0
	}
	return n
}

// scaleRowsVector returns the number of columns, from the first on, that it scaled of all images. next has at most as
// many images, of the same size.
func scaleRowsVector(images, next [][]byte, first, columns int, x []float32, stride int, signed bool) int {
	n := whole(columns, 16)
	if n == 0 || active == portable || len(images) == 0 {
		return 0
	}
	_, _ = images[0][first+n-1], x[(len(images)-1)*stride+n-1]
	constants, after := scaleConstants(signed), &images[0]
	if len(next) > 0 {
		after = &next[0]
	}
	if active == avx512 {
		scaleRowsAVX512(len(images), len(next), &images[0], after, first, n, &x[0], stride*float, &constants[0])
	} else {
		scaleRowsAVX2(len(images), len(next), &images[0], after, first, n, &x[0], stride*float, &constants[0])
	}
	return n
}

// whole is the largest multiple of step that is at most n.
func whole(n, step int) int { return n - n%step }

// addVector returns the number of elements of x that it added to sum.
func addVector(sum, x []float32) int {
	n := whole(len(sum), 8)
	if n == 0 || active == portable {
		return 0
	}
	addAVX2(&sum[0], &x[0], n)
	return n
}

// largerVector returns the number of elements that it did of larger.
func largerVector(x []float32, number uint16, y []float32, at []uint16) int {
	n := whole(len(x), 8)
	if n == 0 || active == portable {
		return 0
	}
	largerAVX2(&x[0], uint32(number), &y[0], &at[0], n)
	return n
}

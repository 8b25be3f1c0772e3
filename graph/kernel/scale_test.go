package kernel

import "testing"

func TestScaleBytes(t *testing.T) { eachISA(t, testScaleBytes) }

func testScaleBytes(t *testing.T) {
	for _, n := range append([]int{256, 784}, lengths...) {
		src := make([]byte, n)
		unsigned, signed := make([]float32, n), make([]float32, n)
		for i := range src {
			src[i] = byte(i)
			unsigned[i] = float32(src[i]) / 255
			signed[i] = (unsigned[i] - 0.5) / 0.5
		}
		dst, intact := guarded[float32](n)
		ScaleBytes(dst, src, false)
		sameBits(t, "0 to 1", dst, unsigned)
		ScaleBytes(dst, src, true)
		sameBits(t, "-1 to 1", dst, signed)
		intact(t)
	}
}

func TestScaleBytesEnds(t *testing.T) { eachISA(t, testScaleBytesEnds) }

func testScaleBytesEnds(t *testing.T) {
	dst := make([]float32, 3)
	ScaleBytes(dst, []byte{0, 51, 255}, false)
	sameBits(t, "0 to 1", dst, []float32{0, 0.2, 1})
	ScaleBytes(dst, []byte{0, 0, 255}, true)
	sameBits(t, "-1 to 1", dst, []float32{-1, -1, 1})
	noAllocations(t, func() { ScaleBytes(dst, []byte{0, 51, 255}, true) })
}

func BenchmarkScaleBytes(b *testing.B) {
	const n = 128 * 784
	src, dst := make([]byte, n), make([]float32, n)
	for i := range src {
		src[i] = byte(i)
	}
	b.SetBytes(5 * n)
	for range b.N {
		ScaleBytes(dst, src, true)
	}
}

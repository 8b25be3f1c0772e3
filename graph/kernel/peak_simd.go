//go:build amd64 || arm64

package kernel

// multiplyAdd runs turns of independent multiply-adds and returns how many
// floating-point operations they were.
func multiplyAdd(turns int) float64 {
	const sums, flops = 12, 2
	switch active {
	case avx512:
		peakAVX512(turns)
		return float64(turns) * sums * flops * 16
	case avx2:
		peakAVX2(turns)
		return float64(turns) * sums * flops * 8
	}
	return multiplyAddPortable(turns)
}

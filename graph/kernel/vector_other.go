//go:build !amd64 && !arm64

package kernel

func adamVector(w, g, m, v []float32, a AdamStep) int { return 0 }

func expRowsVector(classes int, x []float32, b *expBlock[float32]) bool { return false }

func reluBackwardVector(rows, n, lo, hi int, dy, y, dz, db []float32) bool { return false }

func dropoutVector(x, y, mask []float32, d *dropout, group uint64) int { return 0 }

func elementsVector(of elementwise, dst, a, b []float32) int {
	wantLength("elements", "a", len(a), len(dst))
	wantLength("elements", "b", len(b), len(dst))
	return 0
}

func sqrtVector(dst, a []float32) int { return 0 }

func mulVector(dst, a, b []float32) int { return 0 }

func scaleBytesVector(dst []float32, src []byte, signed bool) int { return 0 }

func scaleRowsVector(images, next [][]byte, first, columns int, x []float32, stride int, signed bool) int {
	return 0
}

func expInPlaceVector([]float32) int { return 0 }

func expNegativeVector(x, y []float32, scale float32) int { return 0 }

func sigmoidVector(x, y []float32) int { return 0 }

func sigmoidSlopeVector(x, y []float32) int { return 0 }

func addVector(sum, x []float32) int { return 0 }

func largerVector(x []float32, number uint16, y []float32, at []uint16) int { return 0 }

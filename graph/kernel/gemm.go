package kernel

import "fmt"

// NN computes c = a·b + bias, and max(c, 0) of that if relu is set: a is (m, k),
// b is (k, n), bias is (n) or nil for none, c is (m, n). NaN stays NaN. It panics
// if a slice is shorter than its shape.
func NN[T Float](m, n, k int, a, b, bias, c []T, relu bool) {
	p := product[T]{m: m, n: n, k: k, a: a, aRow: k, aCol: 1, b: b, bRow: n, bCol: 1, bias: bias, c: c, cRow: n, relu: relu}
	p.do()
}

// TN computes c = aᵀ·b: a is (k, m), b is (k, n), c is (m, n). It panics if a
// slice is shorter than its shape.
func TN[T Float](m, n, k int, a, b, c []T) {
	p := product[T]{m: m, n: n, k: k, a: a, aRow: 1, aCol: m, b: b, bRow: n, bCol: 1, c: c, cRow: n}
	p.do()
}

// NT computes c = a·bᵀ: a is (m, k), b is (n, k), c is (m, n). It panics if a
// slice is shorter than its shape.
func NT[T Float](m, n, k int, a, b, c []T) {
	p := product[T]{m: m, n: n, k: k, a: a, aRow: k, aCol: 1, b: b, bRow: 1, bCol: k, c: c, cRow: n}
	p.do()
}

// Strided computes c = a·b, or adds it to c: a is (m, k), whose rows and columns are
// aRow and aCol elements apart, b (k, n) likewise, c (m, n) with rows cRow apart. It
// returns false, and does nothing, where one is empty or does not lie within its slice,
// or where rows of c overlap.
func Strided[T Float](m, n, k int, a []T, aRow, aCol int, b []T, bRow, bCol int, c []T, cRow int, add bool) bool {
	if m <= 0 || n <= 0 || k <= 0 || cRow < n || len(a) < extent(m, k, aRow, aCol) || len(b) < extent(k, n, bRow, bCol) || len(c) < extent(m, n, cRow, 1) {
		return false
	}
	p := product[T]{m: m, n: n, k: k, a: a, aRow: aRow, aCol: aCol, b: b, bRow: bRow, bCol: bCol, c: c, cRow: cRow, add: add}
	p.do()
	return true
}

// product is c = a·b + bias or c += a·b, with each factor as it lies in memory:
// element (i, p) of a is a[i·aRow + p·aCol], element (p, j) of b is
// b[p·bRow + j·bCol], and of the two strides of b one is 1. An element of c is
// summed in one accumulator with p ascending, then + 0 (which makes -0 to +0),
// then + bias.
type product[T Float] struct {
	m, n, k    int
	a          []T
	aRow, aCol int
	b          []T
	bRow, bCol int
	bias       []T // nil for none
	c          []T
	cRow       int
	relu       bool
	add        bool // c += a·b instead of c =
}

// do checks the product, then computes it.
func (p *product[T]) do() {
	p.check()
	if p.m == 0 || p.n == 0 {
		return
	}
	if p, ok := any(p).(*product[float32]); ok && simd(p) {
		return
	}
	p.rows(0, p.m)
}

// check panics unless each slice holds what its shape and strides address: what
// runs after it does not look again.
func (p *product[T]) check() {
	if p.m < 0 || p.n < 0 || p.k < 0 {
		panic(fmt.Sprintf("kernel: product: got shape (%d, %d, %d), want no negative size", p.m, p.n, p.k))
	}
	if p.m == 0 || p.n == 0 {
		return
	}
	checkLen("a", len(p.a), extent(p.m, p.k, p.aRow, p.aCol))
	checkLen("b", len(p.b), extent(p.k, p.n, p.bRow, p.bCol))
	checkLen("c", len(p.c), extent(p.m, p.n, p.cRow, 1))
	if p.bias != nil {
		checkLen("bias", len(p.bias), p.n)
	}
}

// extent is the number of elements from the first to the last of a matrix.
func extent(rows, cols, row, col int) int {
	if rows == 0 || cols == 0 {
		return 0
	}
	return (rows-1)*row + (cols-1)*col + 1
}

func checkLen(name string, got, want int) {
	if got < want {
		panic(fmt.Sprintf("kernel: product: %s has %d elements, want %d: check the shapes", name, got, want))
	}
}

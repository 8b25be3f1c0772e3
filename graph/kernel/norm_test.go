package kernel

import "testing"

// Each has the bits of its formula on every instruction set, at every length, and stays
// within its slices.
func TestNormRows(t *testing.T) {
	eachISA(t, func(t *testing.T) {
		for _, n := range lengths {
			x, dy := withStrange(1, normal[float32](1, n)), withStrange(2, normal[float32](2, n))
			a, b, c, d := normal[float64](3, n), normal[float64](4, n), normal[float64](5, n), normal[float64](6, n)
			sum, product := normal[float64](7, n), normal[float64](8, n)
			check := func(name string, run func(y []float32, sum, product []float64), y func(i int) float32, sums, products func(i int) float64) {
				t.Helper()
				row, intactRow := guarded[float32](n)
				s, intactSum := guarded[float64](n)
				p, intactProduct := guarded[float64](n)
				copy(s, sum)
				copy(p, product)
				wantRow, wantSum, wantProduct := append([]float32{}, row...), append([]float64{}, sum...), append([]float64{}, product...)
				for i := range n {
					if y != nil {
						wantRow[i] = y(i)
					}
					if sums != nil {
						wantSum[i] += sums(i)
					}
					if products != nil {
						wantProduct[i] += products(i)
					}
				}
				run(row, s, p)
				sameBits(t, name, row, wantRow)
				sameBits(t, name+", the sums", s, wantSum)
				sameBits(t, name+", the products", p, wantProduct)
				intactRow(t)
				intactSum(t)
				intactProduct(t)
			}
			away := func(i int) float64 { return float64(x[i]) - a[i] }
			check("SumRow", func(_ []float32, s, _ []float64) { SumRow(x, s) }, nil, func(i int) float64 { return float64(x[i]) }, nil)
			check("SquaresRow", func(_ []float32, s, _ []float64) { SquaresRow(x, a, s) }, nil, func(i int) float64 { return float64(away(i) * away(i)) }, nil)
			check("NormRow", func(y []float32, _, _ []float64) { NormRow(x, y, a, b, c) }, func(i int) float32 { return float32(float64(away(i)*b[i]) + c[i]) }, nil, nil)
			check("ProductsRow", func(_ []float32, s, p []float64) { ProductsRow(x, dy, a, b, s, p) }, nil,
				func(i int) float64 { return float64(dy[i]) },
				func(i int) float64 { return float64(float64(dy[i]) * float64(away(i)*b[i])) })
			check("NormGradRow", func(y []float32, _, _ []float64) { NormGradRow(x, dy, y, a, b, c, d) },
				func(i int) float32 { return float32((float64(dy[i]) - (b[i] + float64(away(i)*c[i]))) * d[i]) }, nil, nil)
		}
	})
}

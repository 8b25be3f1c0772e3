//go:build amd64 || arm64

package kernel

import "math"

// rowCols is the number of columns that a row of its own is computed in at a time.
const rowCols = 64

// noBias is the bias of a row that has none.
var noBias [rowCols]float32

// singleRow computes as many columns of a product of one row as there are in
// multiples of 64, and returns the product of the columns that are left.
func singleRow(p product[float32]) product[float32] {
	floor := float32(math.Inf(-1))
	if p.relu {
		floor = 0
	}
	for ; p.n >= rowCols; p.n -= rowCols {
		bias := &noBias[0]
		if p.bias != nil {
			bias = &p.bias[0]
		}
		if active == avx512 {
			row64AVX512(p.k, &p.a[0], p.aCol*float, &p.b[0], p.bRow*float, &p.c[0], bias, floor)
		} else {
			row64AVX2(p.k, &p.a[0], p.aCol*float, &p.b[0], p.bRow*float, &p.c[0], bias, floor)
		}
		if p.n > rowCols {
			p.b, p.c = p.b[rowCols:], p.c[rowCols:]
			if p.bias != nil {
				p.bias = p.bias[rowCols:]
			}
		}
	}
	return p
}

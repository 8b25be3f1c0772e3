//go:build amd64 || arm64

package kernel

// narrow computes aᵀ·b as the transpose of bᵀ·a where b has few columns: the
// vectors then run along the many columns of a, and are full. The gradient of a
// last layer of ten units is such a product. It returns false if p is not one.
func narrow(p *product[float32]) bool {
	const few, many, deep = 12, 128, 64 // else transposing the result costs more
	if p.aRow != 1 || p.bCol != 1 || p.n > few || p.m < many || p.k < deep || p.bias != nil || p.relu || p.add {
		return false
	}
	s := packs.Get().(*packing)
	s.block = room(s.block, p.n*p.m)
	tile(&product[float32]{
		m: p.n, n: p.m, k: p.k,
		a: p.b, aRow: 1, aCol: p.bRow,
		b: p.a, bRow: p.aCol, bCol: 1,
		c: s.block, cRow: p.m,
	})
	for j := range p.n {
		for i, v := range s.block[j*p.m:][:p.m] {
			p.c[i*p.cRow+j] = v
		}
	}
	packs.Put(s)
	return true
}

package kernel

// rows computes rows lo..hi-1 of the product in plain Go. Go may or may not fuse
// its multiplications and additions (it does not on amd64), so that the last bits
// can differ from those of the assembly, which always fuses them.
func (p *product[T]) rows(lo, hi int) {
	for i := lo; i < hi; i++ {
		c := p.c[i*p.cRow:][:p.n]
		if !p.add {
			clear(c)
		}
		if p.bCol == 1 {
			p.combine(i, c)
		} else {
			p.dot(i, c)
		}
		if !p.add {
			p.finish(c)
		}
	}
}

// combine adds to c the rows of b, each times its element of row i of a, four at
// a time so that c is read and written less often.
func (p *product[T]) combine(i int, c []T) {
	q := 0
	for ; q+4 <= p.k; q += 4 {
		a0, a1, a2, a3 := p.at(i, q), p.at(i, q+1), p.at(i, q+2), p.at(i, q+3)
		b0 := p.b[q*p.bRow:][:len(c)]
		b1 := p.b[(q+1)*p.bRow:][:len(c)]
		b2 := p.b[(q+2)*p.bRow:][:len(c)]
		b3 := p.b[(q+3)*p.bRow:][:len(c)]
		for j, sum := range c {
			sum += a0 * b0[j]
			sum += a1 * b1[j]
			sum += a2 * b2[j]
			sum += a3 * b3[j]
			c[j] = sum
		}
	}
	for ; q < p.k; q++ {
		a, b := p.at(i, q), p.b[q*p.bRow:][:len(c)]
		for j := range c {
			c[j] += a * b[j]
		}
	}
}

// dot adds to c the products of row i of a with the rows of bᵀ, four of them at
// a time, since one sum alone waits for itself.
func (p *product[T]) dot(i int, c []T) {
	j := 0
	for ; j+4 <= p.n; j += 4 {
		b0 := p.b[j*p.bCol:][:p.k]
		b1 := p.b[(j+1)*p.bCol:][:p.k]
		b2 := p.b[(j+2)*p.bCol:][:p.k]
		b3 := p.b[(j+3)*p.bCol:][:p.k]
		s0, s1, s2, s3 := c[j], c[j+1], c[j+2], c[j+3]
		for q := range b0 {
			a := p.at(i, q)
			s0 += a * b0[q]
			s1 += a * b1[q]
			s2 += a * b2[q]
			s3 += a * b3[q]
		}
		c[j], c[j+1], c[j+2], c[j+3] = s0, s1, s2, s3
	}
	for ; j < p.n; j++ {
		for q, b := range p.b[j*p.bCol:][:p.k] {
			c[j] += p.at(i, q) * b
		}
	}
}

// finish adds the bias to a row of sums and cuts off what is negative.
func (p *product[T]) finish(c []T) {
	for j := range c {
		c[j] += 0
		if p.bias != nil {
			c[j] += p.bias[j]
		}
		if p.relu && c[j] < 0 {
			c[j] = 0
		}
	}
}

// at is element (i, q) of the left factor.
func (p *product[T]) at(i, q int) T { return p.a[i*p.aRow+q*p.aCol] }

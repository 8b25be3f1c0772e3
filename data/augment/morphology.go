package augment

// morphology writes a plane's dilation or erosion into another plane, row after
// row as if they were one: the margins keep them apart.
type morphology struct {
	from, to *plane
	vectors  bool
}

// dilate writes what is between each pixel and the largest of it and its four
// neighbours, at a share of 256.
func (m morphology) dilate(share uint64) {
	if m.vectors {
		m.dilateVector(share)
		return
	}
	from, to, stride := m.from.pixels, m.to.pixels, m.from.stride
	for i := stride; i < m.from.end; i += 8 {
		a, b := word(from, i), around(from, i, stride, 0)
		setWord(to, i, between(a, b, share))
	}
}

// erode writes the smallest of each pixel and its four neighbours. It returns the
// sums of all pixels before and after.
func (m morphology) erode() (before, after uint64) {
	if m.vectors {
		return m.erodeVector()
	}
	from, to, stride := m.from.pixels, m.to.pixels, m.from.stride
	for i := stride; i < m.from.end; i += 8 {
		// The smallest are the largest of the negative.
		a, e := word(from, i), ^around(from, i, stride, ^uint64(0))
		before, after = before+sum(a), after+sum(e)
		setWord(to, i, e)
	}
	return before, after
}

// around returns the largest of eight pixels and their neighbours, all
// exclusive-ored with flip.
func around(from []byte, i, stride int, flip uint64) uint64 {
	here := word(from, i)
	up, down, left, right := word(from, i-stride), word(from, i+stride), word(from, i-1), word(from, i+1)
	if flip == 0 && here|up|down|left|right == 0 || flip != 0 && here == 0 {
		return flip
	}
	return larger(here^flip, larger(larger(up^flip, down^flip), larger(left^flip, right^flip)))
}

// mix puts between the one plane's pixels and the other's, at a share of 256, and
// returns the darkest value before and after.
func (m morphology) mix(share uint64) (before, after uint64) {
	if m.vectors {
		return m.mixVector(share)
	}
	from, to := m.from.pixels, m.to.pixels
	for i := m.from.stride; i < m.from.end; i += 8 {
		a, b := word(from, i), word(to, i)
		if a|b == 0 {
			continue
		}
		e := between(a, b, share)
		before, after = larger(before, a), larger(after, e)
		setWord(to, i, e)
	}
	return largest(before), largest(after)
}

// stretch multiplies the pixels by gain/256, which makes none larger than a byte.
func (m morphology) stretch(gain uint64) {
	if m.vectors {
		m.stretchVector(gain)
		return
	}
	to := m.to.pixels
	for i := m.from.stride; i < m.from.end; i += 8 {
		v := word(to, i)
		even, odd := v&evens*gain>>8&evens, v>>8&evens*gain&^evens
		setWord(to, i, even|odd)
	}
}

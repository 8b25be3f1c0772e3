package kernel

// samples is a sample of the entries of a matrix.
type samples [64]float32

// takeSample returns a sample of x, which is not empty.
func takeSample(x []float32) (s samples) {
	if len(x) > 0 {
		for i := range s {
			s[i] = x[place(i, len(x))]
		}
	}
	return s
}

// takeSample returns what takeSample of the scaled images would.
func (m *Images) takeSample() (s samples) {
	if n := len(m.Rows) * m.columns; n > 0 {
		var pixels [len(s)]byte
		for i := range pixels {
			at := uint(place(i, n))
			row := at / uint(m.columns)
			pixels[i] = m.Rows[row][at-row*uint(m.columns)]
		}
		ScaleBytes(s[:], pixels[:], m.Signed)
	}
	return s
}

// place returns where of n entries element i of a sample is. Steps of the golden
// ratio spread evenly and hit no row or column in particular (Knuth, The Art of
// Computer Programming, volume 3, 6.4).
func place(i, n int) int {
	part := uint64(uint32(i) * 0x9e3779b9)
	return int(part * uint64(n) >> 32)
}

// majority returns the value of more than half of the sample; false if there is
// none, or none that is finite. It looks first whether it is the guess.
func (s *samples) majority(guess float32) (float32, bool) {
	if s.isMajority(guess) {
		return guess, guess-guess == 0
	}
	// Boyer & Moore, MJRTY: a fast majority vote algorithm (1981).
	var candidate float32
	votes := 0
	for _, v := range s {
		switch {
		case votes == 0:
			candidate, votes = v, 1
		case v == candidate:
			votes++
		default:
			votes--
		}
	}
	return candidate, s.isMajority(candidate) && candidate-candidate == 0
}

func (s *samples) isMajority(candidate float32) bool { return s.share(candidate) > 0.5 }

// share is the share of a value.
func (s *samples) share(of float32) float64 {
	count := 0
	for _, v := range s {
		if v == of {
			count++
		}
	}
	return float64(count) / float64(len(s))
}

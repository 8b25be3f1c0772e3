package data

// TargetMoments returns the mean of all numbers to predict, and their (biased) variance.
func (s *Set) TargetMoments() (mean, variance float64) {
	n := float64(len(s.Targets))
	for _, t := range s.Targets {
		mean += float64(t) / n
	}
	for _, t := range s.Targets {
		variance += (float64(t) - mean) * (float64(t) - mean) / n
	}
	return mean, variance
}

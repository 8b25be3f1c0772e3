package main

import "math"

// wilson returns the interval in which the share of all pictures lies, with 95 %
// confidence, of which right of n were right: E. B. Wilson, Probable inference, the
// law of succession, and statistical inference, 1927. Unlike a standard error it
// says something of few pictures, and of all or none right.
func wilson(right, n int) (low, high float64) {
	const z = 1.959964 // the normal distribution's 97.5 % quantile
	p, m := float64(right)/float64(n), float64(n)
	middle := (p + z*z/(2*m)) / (1 + z*z/m)
	reach := z / (1 + z*z/m) * math.Sqrt(p*(1-p)/m+z*z/(4*m*m))
	return max(0, middle-reach), min(1, middle+reach)
}

package kernel

import (
	"sync"
	"time"
)

// Peak measures how many floating-point operations a second the multiply-add
// units of that many cores reach in float32 when all operands are in registers,
// with the instruction set in use. A multiply-add counts as two. It takes some 50
// milliseconds and returns the best burst, since the clock and the neighbours on
// a shared machine only ever take away. A burst is long beside the tenth of a
// millisecond that it takes to wake a core.
func Peak(cores int) float64 {
	const turns, bursts = 1_000_000, 15
	best := 0.0
	for range bursts {
		var wg sync.WaitGroup
		start := time.Now()
		for range cores - 1 {
			wg.Go(func() { multiplyAdd(turns) })
		}
		flops := float64(max(cores, 1)) * multiplyAdd(turns)
		wg.Wait()
		best = max(best, flops/time.Since(start).Seconds())
	}
	return best
}

// multiplyAddPortable runs turns of eight multiply-adds and returns how many
// floating-point operations they were.
func multiplyAddPortable(turns int) float64 {
	var s0, s1, s2, s3, s4, s5, s6, s7 float32
	x := float32(turns) * 0x1p-60 // small, and not known when this is compiled
	for range turns {
		s0, s1, s2, s3 = s0*x+x, s1*x+x, s2*x+x, s3*x+x
		s4, s5, s6, s7 = s4*x+x, s5*x+x, s6*x+x, s7*x+x
	}
	if s0+s1+s2+s3+s4+s5+s6+s7 == 0 && turns > 0 {
		return 0
	}
	return float64(turns) * 8 * 2
}

package kernel

import "math/bits"

// Philox4x32 is the counter-based generator of Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2,
// 3" (SC 2011, doi:10.1145/2063384.2063405): a keyed bijection of 128-bit counters, so that any part of the stream can
// be made by itself. Seven rounds are the fewest with which it passed all of TestU01's BigCrush there (table 2).
const (
	philoxRounds = 7
	philoxM0     = 0xd2511f53
	philoxM1     = 0xcd9e8d57
	philoxW0     = 0x9e3779b9
	philoxW1     = 0xbb67ae85
)

// philox returns the four words of a counter's block.
func philox(rounds int, c [4]uint32, k [2]uint32) [4]uint32 {
	for range rounds {
		high0, low0 := bits.Mul32(philoxM0, c[0])
		high1, low1 := bits.Mul32(philoxM1, c[2])
		c = [4]uint32{high1 ^ c[1] ^ k[0], low1, high0 ^ c[3] ^ k[1], low0}
		k[0] += philoxW0
		k[1] += philoxW1
	}
	return c
}

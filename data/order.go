package data

import (
	"math/rand/v2"
	"slices"
)

// orderStream keeps the generator of the orders apart from every other that is
// seeded with the same seed. It spells "order" in the bytes above an epoch's.
const orderStream = 0x6f72646572 << 24

// Order returns the numbers 0 to n-1 as they are to be seen in an epoch: a
// Fisher-Yates shuffle by a PCG of math/rand/v2. It is a pure function of n,
// seed and epoch, so that a run can resume at any epoch. The result is in dst
// if that has room, else in a new slice; what dst held has no influence.
func Order(n int, seed uint64, epoch int, dst []int) []int {
	n = max(n, 0)
	order := slices.Grow(dst[:0], n)[:n]
	for i := range order {
		order[i] = i
	}
	random := rand.New(rand.NewPCG(seed, orderStream+uint64(epoch)))
	random.Shuffle(n, func(i, j int) { order[i], order[j] = order[j], order[i] })
	return order
}

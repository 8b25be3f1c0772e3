package augment

import "math/rand/v2"

// stream keeps the generator of the changes apart from every other that is seeded
// with the same seed. It spells "augment".
const stream = 0x6175676d656e74

// random draws what happens to one image.
type random struct{ pcg rand.PCG }

// seed makes the draws a function of the three numbers alone.
func (r *random) seed(seed uint64, epoch, index int) {
	r.pcg.Seed(seed^stream, uint64(epoch)<<32+uint64(index))
}

// unit draws from 0 to less than 1.
func (r *random) unit() float32 { return float32(r.pcg.Uint64()>>40) / (1 << 24) }

// between draws from lo to hi.
func (r *random) between(lo, hi float32) float32 { return lo + float32((hi-lo)*r.unit()) }

// within draws from -limit to limit.
func (r *random) within(limit float32) float32 { return r.between(-limit, limit) }

// chance is true with that probability.
func (r *random) chance(probability float32) bool { return r.unit() < probability }

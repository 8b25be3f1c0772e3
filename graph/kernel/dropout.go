package kernel

import "sync"

//go:generate go -C _asm run ./dropout -out ../dropout_amd64.s -stubs ../dropout_amd64.go -pkg kernel

// DropoutKey says which random numbers a mask is made of: the run's Seed, a Stream for each dropout of the network,
// the Step of the training. Keys that differ give independent masks, equal keys equal ones, however many cores or
// whichever instructions make them.
type DropoutKey struct{ Seed, Stream, Step uint64 }

// dropoutGroup is how many elements are drawn together: the four words of sixteen blocks, word by word, so that a
// vector of blocks fills vectors of elements.
const (
	dropoutGroup  = line
	dropoutBlocks = dropoutGroup / 4
)

// Dropout draws a mask, 0 with probability rate and 1/(1-rate) otherwise, and writes it and y = x·mask. All three have
// the same length; y may be x itself. A rate of 0 or less keeps everything, a rate of 1 or more nothing.
//
// Element i depends on the key, the rate and i alone: it is dropped where its 32 random bits are below rate·2^32.
func Dropout[T Float](x, y, mask []T, rate float64, key DropoutKey) {
	wantLength("Dropout", "y", len(y), len(x))
	wantLength("Dropout", "mask", len(mask), len(x))
	d := newDropout(rate, key)
	if x, ok := asFloat32(x); ok {
		y, _ := asFloat32(y)
		mask, _ := asFloat32(mask)
		share(&dropoutJobs, lines(len(x)), dropoutGrain, dropoutJob{x, y, mask, d})
		return
	}
	dropoutPortable(x, y, mask, &d, 0)
}

// dropoutGrain is the number of lines that are worth another core's while.
const dropoutGrain = 2048 / line

var dropoutJobs sync.Pool

// dropoutJob is a draw as a Job over lines of elements.
type dropoutJob struct {
	x, y, mask []float32
	d          dropout
}

// Run makes the elements of lines lo..hi-1.
func (j *dropoutJob) Run(lo, hi int) {
	for lo, hi := range stretches(lo, hi, len(j.x)) {
		x, y, mask := j.x[lo:hi], j.y[lo:hi], j.mask[lo:hi]
		n := dropoutVector(x, y, mask, &j.d, uint64(lo/dropoutGroup))
		dropoutPortable(x[n:], y[n:], mask[n:], &j.d, uint64((lo+n)/dropoutGroup))
	}
}

// dropout is a draw prepared: the generator's key, the upper half of its counters, the bound and the mask's value.
type dropout struct {
	key, counter [2]uint32
	threshold    uint64
	scale        float64
}

// newDropout runs the key through the generator once. For one seed that is a bijection of (Stream, Step), so no two of
// them share their counters and key.
func newDropout(rate float64, key DropoutKey) dropout {
	c := philox(philoxRounds,
		[4]uint32{uint32(key.Stream), uint32(key.Stream >> 32), uint32(key.Step), uint32(key.Step >> 32)},
		[2]uint32{uint32(key.Seed), uint32(key.Seed >> 32)})
	d := dropout{key: [2]uint32{c[0], c[1]}, counter: [2]uint32{c[2], c[3]}}
	switch {
	case rate >= 1:
		d.threshold = 1 << 32
	case rate > 0:
		d.threshold, d.scale = uint64(rate*(1<<32)), 1/(1-rate)
	default:
		d.scale = 1
	}
	return d
}

// dropoutPortable makes the elements of the groups from the given one on.
func dropoutPortable[T Float](x, y, mask []T, d *dropout, group uint64) {
	scale := T(d.scale)
	y, mask = y[:len(x)], mask[:len(x)]
	for lo := 0; lo < len(x); lo += dropoutGroup {
		random := d.group(group)
		group++
		for j, i := 0, lo; i < min(lo+dropoutGroup, len(x)); j, i = j+1, i+1 {
			mask[i] = 0
			if uint64(random[j]) >= d.threshold {
				mask[i] = scale
			}
			y[i] = x[i] * mask[i]
		}
	}
}

// group returns a group's random words: word j/16 of block j%16.
func (d *dropout) group(group uint64) (random [dropoutGroup]uint32) {
	for b := range uint64(dropoutBlocks) {
		block := group*dropoutBlocks + b
		words := philox(philoxRounds, [4]uint32{uint32(block), uint32(block >> 32), d.counter[0], d.counter[1]}, d.key)
		for w, word := range words {
			random[w*dropoutBlocks+int(b)] = word
		}
	}
	return random
}

package kernel

import (
	"math"
	"sync"
)

// Noise writes y = x + deviation·z, z being independent standard normal numbers. Both have the same length; y may be x
// itself. Element i of z depends on the key and i alone, and differs from what Dropout draws with that key.
func Noise[T Float](x, y []T, deviation float64, key DropoutKey) {
	wantLength("Noise", "y", len(y), len(x))
	key.Stream = ^key.Stream
	n := noise{newDropout(0, key), deviation}
	switch x := any(x).(type) {
	case []float32:
		share(&noiseJobs32, lines(len(x)), noiseGrain, noiseJob[float32]{n, x, any(y).([]float32)})
	case []float64:
		share(&noiseJobs64, lines(len(x)), noiseGrain, noiseJob[float64]{n, x, any(y).([]float64)})
	}
}

// noiseGrain is the number of lines that are worth another core's while.
const noiseGrain = 8

var noiseJobs32, noiseJobs64 sync.Pool

// noise is a draw prepared.
type noise struct {
	dropout
	deviation float64
}

// noiseJob is a draw as a Job over lines of elements, each of which is a group of the generator's.
type noiseJob[T Float] struct {
	noise
	x, y []T
}

// Run makes the elements of lines lo..hi-1.
func (j *noiseJob[T]) Run(lo, hi int) {
	for group := lo; group < hi; group++ {
		z := j.normal(uint64(group))
		from := group * line
		x := j.x[from:min(from+line, len(j.x))]
		for i, v := range x {
			j.y[from+i] = T(float64(v) + float64(j.deviation*z[i]))
		}
	}
}

// normal returns a group's normal numbers, by Box and Muller (1958): of words u and v of the generator,
// √(-2·ln((u+1)/2^32)) times the cosine and the sine of v/2^32 of a turn.
func (n *noise) normal(group uint64) (z [line]float64) {
	random := n.group(group)
	for i := range line / 2 {
		radius := math.Sqrt(-2 * math.Log((float64(random[i])+1)/(1<<32)))
		sine, cosine := math.Sincos(float64(random[i+line/2]) * (2 * math.Pi / (1 << 32)))
		z[i], z[i+line/2] = radius*cosine, radius*sine
	}
	return z
}

package op

import (
	"math"

	"digits/graph/kernel"
)

// batchNormJob is a kernel.Job over blocks of columns.
type batchNormJob[T kernel.Float] struct {
	norm
	rows, features                    int
	x, y, mean, variance, gamma, beta []T
	center, inverse                   []float64 // the mean, and 1/√(variance + epsilon)
}

// Run does blocks lo..hi-1.
func (j *batchNormJob[T]) Run(lo, hi int) {
	for c := lo * columnBlock; c < min(hi*columnBlock, j.features); c += columnBlock {
		j.block(c, min(c+columnBlock, j.features))
	}
}

func (j *batchNormJob[T]) block(lo, hi int) {
	if !j.given {
		j.measure(lo, hi)
	}
	var scale, offset [columnBlock]float64
	center, inverse := j.center[lo:hi], j.inverse[lo:hi]
	for c := range center {
		if j.given {
			center[c] = float64(j.mean[lo+c])
			inverse[c] = 1 / math.Sqrt(float64(j.variance[lo+c])+j.epsilon)
		}
		scale[c] = inverse[c]
		if j.gamma != nil {
			scale[c] *= float64(j.gamma[lo+c])
		}
		if j.beta != nil {
			offset[c] = float64(j.beta[lo+c])
		}
	}
	for at := lo; at < len(j.x); at += j.features {
		kernel.NormRow(j.x[at:at+hi-lo], j.y[at:at+hi-lo], center, scale[:], offset[:])
	}
}

// measure takes the mean, then the mean square of what is left without it:
// squares that are much larger than the variance would swallow it.
func (j *batchNormJob[T]) measure(lo, hi int) {
	var squares [columnBlock]float64
	center := j.center[lo:hi]
	clear(center)
	for at := lo; at < len(j.x); at += j.features {
		kernel.SumRow(j.x[at:at+hi-lo], center)
	}
	n := float64(j.rows)
	for c := range center {
		center[c] /= n
	}
	for at := lo; at < len(j.x); at += j.features {
		kernel.SquaresRow(j.x[at:at+hi-lo], center, squares[:])
	}
	for c := range center {
		variance := squares[c] / n
		j.mean[lo+c], j.variance[lo+c] = T(center[c]), T(variance)
		j.inverse[lo+c] = 1 / math.Sqrt(variance+j.epsilon)
	}
}

package op

import (
	"gorgonia.org/gorgonia"

	"digits/graph/kernel"
)

// batchNormGrad is, with x̂ = (x - mean)/√(variance + epsilon) and n the batch's
// size, dbeta = Σ dy, dgamma = Σ dy·x̂ over the batch and
// dx = gamma/√(variance + epsilon)·(dy - dbeta/n - x̂·dgamma/n), of which the
// last two terms are those of the batch's own statistics.
type batchNormGrad[T kernel.Float] struct {
	normGrad
	forward           *batchNorm[T]
	dx, dgamma, dbeta buffer[T]
	job               batchNormGradJob[T]
}

func (g *batchNormGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &g.job
	if err := readNorm(inputs, &j.x, &j.dy, &j.gamma); err != nil {
		return nil, err
	}
	j.forward = &g.forward.job
	rows, features := inputs[0].Shape()[0], inputs[0].Shape()[1]
	j.dx, j.dgamma, j.dbeta = g.dx.of(rows, features), g.dgamma.of(features), g.dbeta.of(features)
	inColumns(rows, features, j)
	return g.dx.tensor, nil
}

// batchNormGradJob is a kernel.Job over blocks of columns.
type batchNormGradJob[T kernel.Float] struct {
	forward                         *batchNormJob[T]
	x, dy, gamma, dx, dgamma, dbeta []T
}

// Run does blocks lo..hi-1.
func (j *batchNormGradJob[T]) Run(lo, hi int) {
	for c := lo * columnBlock; c < min(hi*columnBlock, j.forward.features); c += columnBlock {
		j.block(c, min(c+columnBlock, j.forward.features))
	}
}

func (j *batchNormGradJob[T]) block(lo, hi int) {
	var sum, product [columnBlock]float64
	f := j.forward
	center, inverse := f.center[lo:hi], f.inverse[lo:hi]
	for at := lo; at < len(j.x); at += f.features {
		kernel.ProductsRow(j.x[at:at+hi-lo], j.dy[at:at+hi-lo], center, inverse, sum[:], product[:])
	}
	narrow(j.dbeta[lo:hi], sum[:hi-lo])
	narrow(j.dgamma[lo:hi], product[:hi-lo])
	n := float64(f.rows)
	var scale [columnBlock]float64
	for c := range inverse {
		scale[c] = inverse[c]
		if j.gamma != nil {
			scale[c] *= float64(j.gamma[lo+c])
		}
		if f.given {
			sum[c], product[c] = 0, 0
			continue
		}
		sum[c], product[c] = sum[c]/n, product[c]/n*inverse[c]
	}
	for at := lo; at < len(j.x); at += f.features {
		kernel.NormGradRow(j.x[at:at+hi-lo], j.dy[at:at+hi-lo], j.dx[at:at+hi-lo], center, sum[:], product[:], scale[:])
	}
}

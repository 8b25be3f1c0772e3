package op

import (
	"github.com/chewxy/hm"
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/graph/kernel"
)

// layerNormGrad is, with x̂ = (x - mean)/√(variance + epsilon), g = gamma·dy and
// means over an example, dx = (g - mean(g) - x̂·mean(g·x̂))/√(variance + epsilon).
type layerNormGrad[T kernel.Float] struct {
	normGrad
	forward *layerNorm[T]
	dx      buffer[T]
	job     layerNormGradJob[T]
}

func (g *layerNormGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &g.job
	if err := readNorm(inputs, &j.x, &j.dy, &j.gamma); err != nil {
		return nil, err
	}
	j.forward = &g.forward.job
	rows, features := inputs[0].Shape()[0], inputs[0].Shape()[1]
	j.dx = g.dx.of(rows, features)
	inRows(rows, features, j)
	return g.dx.tensor, nil
}

// layerNormGradJob is a kernel.Job over rows.
type layerNormGradJob[T kernel.Float] struct {
	forward          *layerNormJob[T]
	x, dy, gamma, dx []T
}

// Run does rows lo..hi-1.
func (j *layerNormGradJob[T]) Run(lo, hi int) {
	n := j.forward.features
	for r := lo; r < hi; r++ {
		j.row(j.x[r*n:(r+1)*n], j.dy[r*n:(r+1)*n], j.dx[r*n:(r+1)*n], j.forward.center[r], j.forward.inverse[r])
	}
}

func (j *layerNormGradJob[T]) row(x, dy, dx []T, center, inverse float64) {
	dy, dx = dy[:len(x)], dx[:len(x)]
	sum, product := j.sums(x, dy, center, inverse)
	n := float64(len(x))
	sum, product = sum/n, product/n*inverse
	if j.gamma == nil {
		for c, v := range x {
			own := sum + float64((float64(v)-center)*product)
			dx[c] = T((float64(dy[c]) - own) * inverse)
		}
		return
	}
	gamma := j.gamma[:len(x)]
	for c, v := range x {
		own := sum + float64((float64(v)-center)*product)
		dx[c] = T((float64(float64(dy[c])*float64(gamma[c])) - own) * inverse)
	}
}

// sums are Σ g and Σ g·x̂ of g = gamma·dy, each in two sums, of which each has every second.
func (j *layerNormGradJob[T]) sums(x, dy []T, center, inverse float64) (sum, product float64) {
	var a, b, p, q float64
	gamma := j.gamma
	for len(x) >= 2 {
		g, h := float64(dy[0]), float64(dy[1])
		if gamma != nil {
			g, h = float64(g*float64(gamma[0])), float64(h*float64(gamma[1]))
			gamma = gamma[2:]
		}
		a += g
		b += h
		p += float64(g * float64((float64(x[0])-center)*inverse))
		q += float64(h * float64((float64(x[1])-center)*inverse))
		x, dy = x[2:], dy[2:]
	}
	if len(x) > 0 {
		g := float64(dy[0])
		if gamma != nil {
			g = float64(g * float64(gamma[0]))
		}
		a += g
		p += float64(g * float64((float64(x[0])-center)*inverse))
	}
	return a + b, p + q
}

// layerNormGammaGrad is dgamma = Σ dy·x̂ over the batch, and dbeta = Σ dy beside it.
type layerNormGammaGrad[T kernel.Float] struct {
	base
	forward       *layerNorm[T]
	dgamma, dbeta buffer[T]
	job           layerNormGammaJob[T]
}

func (g *layerNormGammaGrad[T]) Type() hm.Type { return function(2, 2, 2, 1) }

func (g *layerNormGammaGrad[T]) InferShape(inputs ...gorgonia.DimSizer) (tensor.Shape, error) {
	s, err := g.shapes(inputs, rank{"x", 2}, rank{"dy", 2}, rank{"y", 2})
	if err != nil {
		return nil, err
	}
	return tensor.Shape{s[0][1]}, nil
}

func (g *layerNormGammaGrad[T]) Do(inputs ...gorgonia.Value) (gorgonia.Value, error) {
	j := &g.job
	if err := read(inputs, &j.x, &j.dy); err != nil {
		return nil, err
	}
	j.forward = &g.forward.job
	rows, features := inputs[0].Shape()[0], inputs[0].Shape()[1]
	j.dgamma, j.dbeta = g.dgamma.of(features), g.dbeta.of(features)
	inColumns(rows, features, j)
	return g.dgamma.tensor, nil
}

// layerNormGammaJob is a kernel.Job over blocks of columns.
type layerNormGammaJob[T kernel.Float] struct {
	forward              *layerNormJob[T]
	x, dy, dgamma, dbeta []T
}

// Run does blocks lo..hi-1.
func (j *layerNormGammaJob[T]) Run(lo, hi int) {
	n := j.forward.features
	for from := lo * columnBlock; from < min(hi*columnBlock, n); from += columnBlock {
		to := min(from+columnBlock, n)
		var sum, product [columnBlock]float64
		for r, center := range j.forward.center {
			inverse := j.forward.inverse[r]
			x, dy := j.x[r*n+from:r*n+to], j.dy[r*n+from:r*n+to]
			for c, v := range x[:len(dy)] {
				d := float64(dy[c])
				sum[c] += d
				product[c] += float64(d * ((float64(v) - center) * inverse))
			}
		}
		narrow(j.dbeta[from:to], sum[:to-from])
		narrow(j.dgamma[from:to], product[:to-from])
	}
}

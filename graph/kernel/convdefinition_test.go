package kernel

import "math"

// byDefinition computes the same in plain loops, in float64.
func byDefinition(c Conv, n int, v convNumbers[float64]) convResults[float64] {
	o := convResults[float64]{nil, make([]float64, len(v.x)), make([]float64, len(v.w)), make([]float64, c.Filters)}
	// each calls f with the pixel's and the weight's index of each product of an element.
	each := func(n, i, j, f int, do func(x, w int)) {
		channels, filters := c.group()
		for r := range c.Kernel[0] {
			for q := range c.Kernel[1] {
				h, w := i*c.Stride[0]-c.Before[0]+r*c.Dilation[0], j*c.Stride[1]-c.Before[1]+q*c.Dilation[1]
				if h < 0 || w < 0 || h >= c.Height || w >= c.Width {
					continue
				}
				for k := range channels {
					do(((n*c.Height+h)*c.Width+w)*c.Channels+f/filters*channels+k, ((r*c.Kernel[1]+q)*channels+k)*c.Filters+f)
				}
			}
		}
	}
	result := func(n, i, j, f int) float64 {
		sum := v.b[f]
		each(n, i, j, f, func(x, w int) { sum += v.x[x] * v.w[w] })
		if c.ReLU {
			sum = max(sum, 0)
		}
		return sum
	}
	back := func(n, i, j, f int, d float64) {
		if c.ReLU && result(n, i, j, f) <= 0 {
			return
		}
		o.db[f] += d
		each(n, i, j, f, func(x, w int) {
			o.dx[x] += d * v.w[w]
			o.dw[w] += d * v.x[x]
		})
	}
	out := c.Out
	if !c.Pool.none() {
		out = c.Pool.Out
	}
	for at := range n * out[0] * out[1] * c.Filters {
		f, j, i, n := at%c.Filters, at/c.Filters%out[1], at/c.Filters/out[1]%out[0], at/c.Filters/out[1]/out[0]
		if c.Pool.none() {
			o.y = append(o.y, result(n, i, j, f))
			back(n, i, j, f, v.dy[at])
			continue
		}
		best, bi, bj := math.Inf(-1), 0, 0
		for r := range c.Pool.Kernel[0] {
			for q := range c.Pool.Kernel[1] {
				h, w := i*c.Pool.Stride[0]-c.Pool.Before[0]+r, j*c.Pool.Stride[1]-c.Pool.Before[1]+q
				if h >= 0 && w >= 0 && h < c.Out[0] && w < c.Out[1] {
					if y := result(n, h, w, f); y > best {
						best, bi, bj = y, h, w
					}
				}
			}
		}
		o.y = append(o.y, best)
		back(n, bi, bj, f, v.dy[at])
	}
	return o
}

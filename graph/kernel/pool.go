package kernel

import (
	"fmt"
	"math"
)

// Pool lays windows of Kernel rows and columns over an image, Stride apart, the first of
// them Before its first row and column: Out of them. Each pair is height and width. What
// is outside the image does not count. The zero value is none.
type Pool struct{ Kernel, Stride, Before, Out [2]int }

func (p *Pool) none() bool { return p.Kernel[0] == 0 }

// maxWindow is the number of elements that a window may have, for their numbers in uint16.
const maxWindow = 1 << 16

// check panics unless each window has a part of an image of that size.
func (p *Pool) check(in [2]int) {
	if p.none() {
		return
	}
	ok := p.Kernel[1] > 0 && p.Kernel[0] <= maxWindow/p.Kernel[1]
	for i, size := range in {
		ok = ok && p.Stride[i] > 0 && p.Out[i] > 0 && p.Before[i] >= 0 && p.Before[i] < p.Kernel[i] && (p.Out[i]-1)*p.Stride[i]-p.Before[i] < size
	}
	if !ok {
		panic(fmt.Sprintf("kernel: pool: got %+v of an image of %v, want windows that each have a part of it, of %d elements at most", *p, in, maxWindow))
	}
}

// span is what window i covers of the image, in height (0) or width (1), and where in the
// window that begins.
func (p *Pool) span(axis, i, size int) (from, to, skipped int) {
	at := i*p.Stride[axis] - p.Before[axis]
	from, to = max(at, 0), min(at+p.Kernel[axis], size)
	return from, to, from - at
}

// maxPool computes the maxima y, (Out, channels), of the windows of x, (in, channels), and
// where in its window each is, by rows: the first of equal ones. NaN counts as the largest.
func maxPool[T Float](p *Pool, in [2]int, channels int, x, y []T, at []uint16) {
	for i := range p.Out[0] {
		top, bottom, above := p.span(0, i, in[0])
		for j := range p.Out[1] {
			left, right, before := p.span(1, j, in[1])
			y, at := y[(i*p.Out[1]+j)*channels:][:channels], at[(i*p.Out[1]+j)*channels:][:channels]
			for r := top; r < bottom; r++ {
				for q := left; q < right; q++ {
					pixel := x[(r*in[1]+q)*channels:][:channels]
					number := uint16((r-top+above)*p.Kernel[1] + q - left + before)
					if r == top && q == left {
						copy(y, pixel)
						for c := range at {
							at[c] = number
						}
						continue
					}
					larger(pixel, number, y, at)
				}
			}
		}
	}
}

// larger takes over what is larger.
func larger[T Float](x []T, number uint16, y []T, at []uint16) {
	y, at = y[:len(x)], at[:len(x)]
	if x32, ok := asFloat32(x); ok {
		y32, _ := asFloat32(y)
		n := largerVector(x32, number, y32, at)
		x, y, at = x[n:], y[n:], at[n:]
	}
	for c, v := range x {
		if v > y[c] || v != v {
			y[c], at[c] = v, number
		}
	}
}

// smallWindow is the number of elements of windows whose offsets are tabulated.
const smallWindow = 64

// spreadSmall is spread of windows that are small, without a branch that depends on the
// numbers, which a CPU would guess wrongly half of the time.
func spreadSmall(p *Pool, width, channels int, dy, y []float32, at []uint16, dx []float32, pixelStride, channelStride int) (count int) {
	var offsets [smallWindow]int
	for i := range p.Kernel[0] * p.Kernel[1] {
		offsets[i] = (i/p.Kernel[1]*width + i%p.Kernel[1]) * pixelStride
	}
	for i := range p.Out[0] {
		for j := range p.Out[1] {
			window := (i*p.Out[1] + j) * channels
			to := ((i*p.Stride[0]-p.Before[0])*width + j*p.Stride[1] - p.Before[1]) * pixelStride
			dy, at := dy[window:][:channels], at[window:][:channels]
			over := dy
			if y != nil {
				over = y[window:][:channels]
			}
			over = over[:len(dy)]
			at = at[:len(dy)]
			for c, d := range dy {
				bits := math.Float32bits(d)
				if y != nil && !(over[c] > 0) {
					bits = 0
				}
				nonzero := 1
				if bits<<1 == 0 {
					nonzero = 0
				}
				count += nonzero
				dx[to+offsets[at[c]%smallWindow]] += math.Float32frombits(bits)
				to += channelStride
			}
		}
	}
	return count
}

// spread adds each window's dy to where its maximum is in dx, whose pixels are so far apart
// and whose channels are: the image is so wide. Where y is not nil and not above 0, dy
// counts as 0. It returns how many are not 0.
func spread[T Float](p *Pool, width, channels int, dy, y []T, at []uint16, dx []T, pixelStride, channelStride int) (count int) {
	if dx, ok := asFloat32(dx); ok && p.Kernel[0]*p.Kernel[1] <= smallWindow {
		dy, _ := asFloat32(dy)
		y, _ := asFloat32(y)
		return spreadSmall(p, width, channels, dy, y, at, dx, pixelStride, channelStride)
	}
	for i := range p.Out[0] {
		for j := range p.Out[1] {
			window := (i*p.Out[1] + j) * channels
			first := (i*p.Stride[0]-p.Before[0])*width + j*p.Stride[1] - p.Before[1]
			dy, at := dy[window:][:channels], at[window:][:channels]
			var over []T
			if y != nil {
				over = y[window:][:channels]
			}
			for c, d := range dy {
				if d == 0 || over != nil && !(over[c] > 0) {
					continue
				}
				number := int(at[c])
				pixel := first + number
				if number >= p.Kernel[1] {
					pixel = first + number/p.Kernel[1]*width + number%p.Kernel[1]
				}
				dx[pixel*pixelStride+c*channelStride] += d
				count++
			}
		}
	}
	return count
}

// MaxPool is the job of the maxima y of n images x, (n, in, channels), and back. An item
// is an image. The zero value is ready for use.
type MaxPool[T Float] struct {
	*Pool
	in       [2]int
	channels int
	x, y     []T
	at       []uint16
	back     bool
}

// Do computes y, and where the maxima are: at is as long as y.
func (j *MaxPool[T]) Do(p *Pool, n int, in [2]int, channels int, x, y []T, at []uint16) {
	j.run(p, n, in, channels, x, y, at, false)
}

// Back computes the gradient dx of dy, in the order of the windows where they overlap.
func (j *MaxPool[T]) Back(p *Pool, n int, in [2]int, channels int, dy []T, at []uint16, dx []T) {
	j.run(p, n, in, channels, dx, dy, at, true)
}

func (j *MaxPool[T]) run(p *Pool, n int, in [2]int, channels int, x, y []T, at []uint16, back bool) {
	p.check(in)
	size := n * p.Out[0] * p.Out[1] * channels
	wantLength("MaxPool", "x", len(x), n*in[0]*in[1]*channels)
	wantLength("MaxPool", "y", len(y), size)
	wantLength("MaxPool", "at", len(at), size)
	*j = MaxPool[T]{p, in, channels, x, y, at, back}
	Parallel(n, 1+poolGrain/(in[0]*in[1]*channels), j)
	*j = MaxPool[T]{}
}

// poolGrain is the number of elements that are worth another core's while.
const poolGrain = 1 << 14

// Run does images lo..hi-1.
func (j *MaxPool[T]) Run(lo, hi int) {
	in, out := j.in[0]*j.in[1]*j.channels, j.Out[0]*j.Out[1]*j.channels
	for n := lo; n < hi; n++ {
		x, y, at := j.x[n*in:][:in], j.y[n*out:][:out], j.at[n*out:][:out]
		if j.back {
			clear(x)
			spread(j.Pool, j.in[1], j.channels, y, nil, at, x, j.channels, 1)
		} else {
			maxPool(j.Pool, j.in, j.channels, x, y, at)
		}
	}
}

package kernel

import (
	"fmt"
	"sync"
	"unsafe"
)

//go:generate go -C _asm run ./conv -out ../conv_amd64.s -stubs ../conv_amd64.go -pkg kernel

// Conv is a convolution: of images (Height, Width, Channels), rows of pixels of
// channels, with filters (Kernel, Channels/Groups, Filters), to (Out, Filters). Each
// pair is height and width. Element (i, j, f) of the result is the sum, over the
// kernel's rows, columns and channels in this order, of the pixel at
// (i·Stride - Before + row·Dilation, …) times the filter's number, then the bias.
// Outside the image there are zeros. Filters of group g see the channels of group g
// alone. ReLU and then Pool, unless that is zero, follow.
//
// The patches of an image, some rows of the result at a time, are copied to a matrix;
// the rest is products of matrices.
type Conv struct {
	Height, Width, Channels  int
	Filters, Groups          int
	Kernel, Stride, Dilation [2]int
	Before, Out              [2]int
	ReLU                     bool
	Pool                     Pool
}

// Patches is the number of places of the kernel on an image.
func (c *Conv) Patches() int { return c.Out[0] * c.Out[1] }

// Depth is the number of weights of a filter.
func (c *Conv) Depth() int { return c.Kernel[0] * c.Kernel[1] * (c.Channels / c.Groups) }

// Results is the number of elements that an image becomes, pooled or not.
func (c *Conv) Results() int {
	if c.Pool.none() {
		return c.Patches() * c.Filters
	}
	return c.Pool.Out[0] * c.Pool.Out[1] * c.Filters
}

func (c *Conv) pixels() int { return c.Height * c.Width * c.Channels }

// group is the number of channels and filters of a group.
func (c *Conv) group() (channels, filters int) { return c.Channels / c.Groups, c.Filters / c.Groups }

// plain tells whether the image is its own matrix of patches.
func (c *Conv) plain() bool {
	one := [2]int{1, 1}
	return c.Kernel == one && c.Stride == one && c.Groups == 1 && c.Before == [2]int{} && c.Out == [2]int{c.Height, c.Width}
}

// check panics unless the sizes agree with each other and with what there is of n
// images, their results, weights and biases.
func (c *Conv) check(n, x, y, w int) {
	least := min(n, c.Height, c.Width, c.Channels, c.Filters, c.Groups, c.Out[0], c.Out[1])
	for i := range c.Kernel {
		least = min(least, c.Kernel[i], c.Stride[i], c.Dilation[i], c.Before[i]+1)
	}
	if least < 1 || c.Channels%c.Groups != 0 || c.Filters%c.Groups != 0 {
		panic(fmt.Sprintf("kernel: convolution: got %+v of %d images, want sizes of at least 1, and channels and filters that groups divide", *c, n))
	}
	c.Pool.check(c.Out)
	wantLength("Conv", "x", x, n*c.pixels())
	wantLength("Conv", "y", y, n*c.Results())
	wantLength("Conv", "w", w, c.Depth()*c.Filters)
}

// patchElements is how many elements of patches are copied at a time, about a half of a
// second-level cache.
const patchElements = 1 << 16

// bandRows is the number of rows of the result whose patches are copied at a time. It
// depends on the shape alone.
func (c *Conv) bandRows() int {
	return min(c.Out[0], max(1, patchElements/(c.Out[1]*c.Depth())))
}

// convScratch is what a core copies to, for an image.
type convScratch[T Float] struct {
	patches, results, dz []T
	sparse               convLists
}

// convScratches are of float32 and of float64.
var convScratches [2]sync.Pool

func convScratchPool[T Float]() *sync.Pool {
	var zero T
	return &convScratches[unsafe.Sizeof(zero)/8]
}

func takeConvScratch[T Float]() *convScratch[T] {
	if s, ok := convScratchPool[T]().Get().(*convScratch[T]); ok {
		return s
	}
	return new(convScratch[T])
}

func (s *convScratch[T]) give() { convScratchPool[T]().Put(s) }

// roomFor returns n elements that begin on a cache line, those of buffer if it has as
// many, which may hold anything.
func roomFor[T Float](buffer []T, n int) []T {
	if cap(buffer) < n {
		return Aligned[T](n)
	}
	return buffer[:n]
}

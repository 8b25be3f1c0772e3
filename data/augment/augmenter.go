package augment

import (
	"fmt"
	"math"
	"sync"
)

// Augmenter changes images of one size. It is safe for concurrent use.
type Augmenter struct {
	settings      Settings
	seed          uint64
	height, width int
	pixel         float32   // of a 28x28 image, in pixels
	fabric        fabric    // for elastic displacements
	places        []point   // of the pixels
	vectors       bool      // whether the CPU has those that the assembly uses
	idle          sync.Pool // of *canvas
}

// New returns an augmenter of images of that size. The error is that of
// Settings.Check, or about the size.
func New(s Settings, height, width int, seed uint64) (*Augmenter, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	if height < 1 || width < 1 {
		return nil, fmt.Errorf("augment: got images of %dx%d pixels, want at least 1x1", height, width)
	}
	const side = 28
	a := &Augmenter{settings: s, seed: seed, height: height, width: width, pixel: float32(min(height, width)) / side, vectors: hasVectors()}
	a.places = places(height, width)
	a.fabric = still(height)
	if s.Elastic > 0 {
		a.fabric = newFabric(height, width, max(1, int(math.Round(float64(a.pixel)*knotSpacing))), seed)
	}
	a.idle.New = func() any { return newCanvas(a) }
	return a, nil
}

// Image writes into dst what the image becomes in that epoch. src and dst hold
// Height*Width pixels, row-major, 0 the background; they must not overlap. The
// label says which strokes may be drawn. Image allocates nothing once each
// goroutine that calls it has called it before.
func (a *Augmenter) Image(dst, src []byte, label byte, epoch, index int) {
	if a.settings == (Settings{}) {
		copy(dst, src)
		return
	}
	c := a.idle.Get().(*canvas)
	c.random.seed(a.seed, epoch, index)
	c.apply(dst, src, label)
	a.idle.Put(c)
}

// canvas is the memory in which one image is changed.
type canvas struct {
	*Augmenter
	random   random
	words    []int32   // of eight pixels of the source, by their first
	points   []point   // the source's ink
	moved    []point   // and where it goes
	stride   int       // of the framed source: it has frame pixels of background on each side
	framed   []byte    // the source
	pairs    []byte    // each of its pixels and that below
	ink      []float32 // the source with strokes drawn
	near     []byte    // not 0 where a sample between ink's pixel, its right neighbour and those below sees some
	sampling sampling
	thin     plane // the image as warped, before its strokes change their width
	wide     plane // and after
}

func newCanvas(a *Augmenter) *canvas {
	c := &canvas{Augmenter: a, stride: a.width + 2*frame}
	pixels, framed := a.height*a.width, (a.height+2*frame)*c.stride
	// Each list has room for an entry that does not count.
	c.words = make([]int32, 0, pixels/8+1)
	c.points, c.moved = make([]point, 0, pixels+1), make([]point, pixels+1)
	c.ink, c.near = make([]float32, framed), make([]byte, framed)
	// Pixels are paired 16 at a time, and sampled two pairs at a time.
	c.framed, c.pairs = make([]byte, framed+16), make([]byte, 2*(framed+16))
	for i := range strip {
		c.sampling.lastColumn[i], c.sampling.lastRow[i] = int32(c.stride-2), int32(a.height+2*frame-2)
		c.sampling.stride[i] = int32(c.stride)
	}
	c.thin, c.wide = newPlane(a.height, a.width), newPlane(a.height, a.width)
	return c
}

func (c *canvas) apply(dst, src []byte, label byte) {
	c.load(src)
	before := c.measure(c.points)
	if before.mass == 0 {
		copy(dst, src)
		return
	}
	drawn := c.random.chance(float32(c.settings.Strokes)) && c.write(label, before)
	grow := c.growth()
	w := c.draw(before, grow)
	c.render(src, &w, drawn)
	if grow == 0 {
		c.thin.copyTo(dst)
		return
	}
	c.widen(grow / c.pixel)
	c.wide.copyTo(dst)
}

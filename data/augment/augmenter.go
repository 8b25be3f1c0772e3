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
	a := &Augmenter{settings: s, seed: seed, height: height, width: width, pixel: float32(min(height, width)) / side}
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
	random random
	ink    []float32 // the source with a frame of frame pixels, 0 to 255
	stride int       // of ink
	points []point   // what ink has that is not 0
	spans  []span    // of the samples in each row between two of ink
	thin   plane     // the image as warped, before its strokes change their width
	wide   plane     // and after
}

// frame is the background that the source is given on each side, so that a
// sample between pixels always has four neighbours.
const frame = 2

func newCanvas(a *Augmenter) *canvas {
	c := &canvas{Augmenter: a, stride: a.width + 2*frame}
	c.ink = make([]float32, (a.height+2*frame)*c.stride)
	c.points = make([]point, 0, a.height*a.width+1)
	c.spans = make([]span, a.height+2*frame-1)
	c.thin, c.wide = newPlane(a.height, a.width), newPlane(a.height, a.width)
	return c
}

func (c *canvas) apply(dst, src []byte, label byte) {
	c.load(src)
	before := c.measure()
	if before.mass == 0 {
		copy(dst, src)
		return
	}
	if c.random.chance(float32(c.settings.Strokes)) {
		c.write(label, before)
	}
	c.span()
	grow := c.growth()
	w := c.draw(before, grow)
	c.thin.clear()
	c.render(&c.thin, &w)
	if grow == 0 {
		c.thin.copyTo(dst)
		return
	}
	c.widen(grow / c.pixel)
	c.wide.copyTo(dst)
}

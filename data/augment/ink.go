package augment

import (
	"encoding/binary"
	"math/bits"
)

// frame is the background that the source is given on each side, so that a
// sample between pixels always has four neighbours.
const frame = 2

// point is ink of a value above 0, at most 255, at a place of the source. A
// pixel's is at that index of the framed source. The assembly knows the layout.
type point struct {
	x, y  float32
	at    int32
	value float32
}

// places returns a point for each pixel of an image, without ink.
func places(height, width int) []point {
	var list []point
	for y := range height {
		for x := range width {
			list = append(list, point{x: float32(x), y: float32(y), at: int32((y+frame)*(width+2*frame) + x + frame)})
		}
	}
	return list
}

// load lists the image's ink.
func (c *canvas) load(src []byte) {
	words := c.inked(src)
	n := 0
	points := c.points[:cap(c.points)]
	if c.vectors {
		n = pointsVector(points, c.places, src, words)
	} else {
		n = pointsOf(points, c.places, src, words)
	}
	for i := len(src) &^ 7; i < len(src); i++ {
		if src[i] != 0 {
			points[n] = c.places[i]
			points[n].value = float32(src[i])
			n++
		}
	}
	c.points = points[:n]
}

// inked lists the words of eight pixels, by their first, that are not empty.
func (c *canvas) inked(src []byte) []int32 {
	words := c.words[:cap(c.words)]
	n := 0
	for i := 0; i+8 <= len(src); i += 8 {
		words[n] = int32(i)
		_, some := bits.Sub64(0, binary.LittleEndian.Uint64(src[i:]), 0) // 1 but for a word of 0
		n += int(some)
	}
	return words[:n]
}

// pointsOf lists the ink of those words and returns how much it is.
func pointsOf(points, places []point, src []byte, words []int32) int {
	n := 0
	for _, from := range words {
		places, src := places[from:][:8], src[from:][:8]
		// Without a branch, which would be guessed wrong at each edge: a 0 is
		// overwritten by the next.
		for i, v := range src {
			points[n] = places[i]
			points[n].value = float32(v)
			n += int((uint(v) + 255) >> 8)
		}
	}
	return n
}

// spread puts the listed ink into the frame.
func (c *canvas) spread() {
	clear(c.ink)
	for i := range c.points {
		c.ink[c.points[i].at] = c.points[i].value
	}
}

// list lists the framed ink again after strokes were drawn.
func (c *canvas) list() {
	c.points = c.points[:0]
	for i := range c.places {
		p := c.places[i]
		if p.value = c.ink[p.at]; p.value != 0 {
			c.points = append(c.points, p)
		}
	}
}

// row returns a row of the source without its frame.
func (c *canvas) row(y int) []float32 { return c.ink[(y+frame)*c.stride+frame:][:c.width] }

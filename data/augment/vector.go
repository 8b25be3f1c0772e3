//go:build amd64 || arm64

package augment

import (
	"slices"
	"unsafe"
)

// pointsVector is pointsOf.
func pointsVector(points, places []point, src []byte, words []int32) int {
	if len(words) == 0 {
		return 0
	}
	return int(pointsAVX2(&points[0].x, &places[0].x, &src[0], &words[0], len(words)) / unsafe.Sizeof(point{}))
}

// boxLimits are those of sumsAVX2.
var boxLimits = [16]float32{
	nowhere, nowhere, nowhere, nowhere,
	-nowhere, -nowhere, -nowhere, -nowhere,
	inkFrom, inkFrom, inkFrom, inkFrom,
	1, 1, 1, 1,
}

// addVector is add. That the corners become parts of a pixel only when they are
// known changes nothing: what lies further left is not further right in parts.
func (t *tally) addVector(ink []point) {
	sumsAVX2(&ink[0].x, len(ink), &t.x, &boxLimits[0])
	for axis := range 2 {
		if t.low[axis] > t.high[axis] {
			return // all ink is pale
		}
		t.low[axis], t.high[axis] = inParts(t.low[axis]), inParts(t.high[axis])
	}
}

// inParts rounds a place as add does.
func inParts(place float32) float32 { return float32(int32(float32(place*parts)+0.5)) / parts }

// applyVector is apply.
func (m *motion) applyVector(moved, ink []point, w *warp) {
	if len(ink) == 0 {
		return // the strokes drawn were too small to see
	}
	motionAVX2(&moved[0].x, &ink[0].x, len(ink), &m.pivot[0], &w.dx[0], &w.dy[0], w.stride)
}

// pairVector pairs each pixel of the framed source with that below.
func (c *canvas) pairVector() {
	pairsAVX2(&c.pairs[0], &c.framed[0], c.stride, (len(c.ink)-c.stride+15)&^15)
}

// sampleVector is sample.
func (c *canvas) sampleVector(w *warp, y int, drawn bool) {
	at, n := w.left*w.stride+y, w.right-w.left
	dst, s, dx, dy := &c.thin.line(y)[w.left:][0], &c.sampling.x[0], &w.dx[at], &w.dy[at]
	if drawn {
		stripInkAVX2(dst, c.thin.stride, &c.ink[0], s, dx, dy, 4*w.stride, n)
		return
	}
	stripAVX2(dst, c.thin.stride, &c.pairs[0], s, dx, dy, 4*w.stride, n)
}

// segmentVector draws the stroke from (x, y) to before (endX, endY). The frame has
// room for the pixels that it writes further.
func (c *canvas) segmentVector(s *stroke, x, y, endX, endY int) {
	segmentAVX2(&c.row(y)[x], 4*c.stride, x, y, endX, endY, &s.from.x)
}

func (m morphology) dilateVector(share uint64) {
	first := m.from.stride
	dilateAVX2(&m.to.pixels[first], &m.from.pixels[first], m.from.stride, m.from.end-first, share)
}

func (m morphology) erodeVector() (before, after uint64) {
	first := m.from.stride
	var sums [8]uint64
	erodeAVX2(&m.to.pixels[first], &m.from.pixels[first], m.from.stride, m.from.end-first, &sums[0])
	return sums[0] + sums[1] + sums[2] + sums[3], sums[4] + sums[5] + sums[6] + sums[7]
}

func (m morphology) mixVector(share uint64) (before, after uint64) {
	first := m.from.stride
	var darkest [2][chunk]byte
	mixAVX2(&m.to.pixels[first], &m.from.pixels[first], m.from.end-first, share, &darkest[0][0])
	return uint64(slices.Max(darkest[0][:])), uint64(slices.Max(darkest[1][:]))
}

func (m morphology) stretchVector(gain uint64) {
	first := m.from.stride
	stretchAVX2(&m.to.pixels[first], m.from.end-first, gain)
}

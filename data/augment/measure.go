package augment

// inkFrom is the value from which a pixel belongs to a digit's box: the paler
// ones are the soft edge of its strokes.
const inkFrom = 64

// extent is where ink is: its box, from the first pixel to the last, and its
// centre of mass, in pixels of the image.
type extent struct {
	left, right, top, bottom float32
	mass, x, y               float32
}

// side returns the larger side of the box, in pixels that it covers.
func (e *extent) side() float32 { return max(e.right-e.left, e.bottom-e.top) + 1 }

// height returns how many rows of pixels the box covers.
func (e *extent) height() float32 { return e.bottom - e.top + 1 }

// measure returns the extent of the ink. Ink that is all pale has its centre as
// its box.
func (a *Augmenter) measure(ink []point) extent {
	if len(ink) == 0 {
		return extent{}
	}
	var t tally
	if a.vectors {
		t.addVector(ink)
	} else {
		t.add(ink)
	}
	e := extent{mass: t.mass, x: t.x / t.mass, y: t.y / t.mass}
	e.left, e.right, e.top, e.bottom = e.x, e.x, e.y, e.y
	if t.low[0] <= t.high[0] {
		e.left, e.right, e.top, e.bottom = t.low[0], t.high[0], t.low[1], t.high[1]
	}
	return e
}

// tally sums up an extent: moments, mass, and the box's corners in whole parts of
// a pixel. The assembly knows the layout.
type tally struct {
	x, y, mass, _ float32
	low, high     [4]float32 // x, y
}

const (
	parts   = 256     // of a pixel
	nowhere = 1 << 30 // further than any ink
)

// add adds the ink. It takes the box's corners as whole numbers: their least and
// largest take one instruction each, floats' five.
func (t *tally) add(ink []point) {
	left, right, top, bottom := int32(nowhere), int32(-nowhere), int32(nowhere), int32(-nowhere)
	var mass, x, y float32
	for i := range ink {
		p := &ink[i]
		mass += p.value
		x += float32(p.value * p.x)
		y += float32(p.value * p.y)
		column, row := int32(float32(p.x*parts)+0.5), int32(float32(p.y*parts)+0.5)
		pale := (int32(p.value) - inkFrom) >> 31 & nowhere // moves pale ink out of the box's way
		left, right = min(left, column+pale), max(right, column-pale)
		top, bottom = min(top, row+pale), max(bottom, row-pale)
	}
	t.mass, t.x, t.y = mass, x, y
	if left < nowhere/2 {
		t.low = [4]float32{float32(left) / parts, float32(top) / parts}
		t.high = [4]float32{float32(right) / parts, float32(bottom) / parts}
		return
	}
	t.low[0] = nowhere
}

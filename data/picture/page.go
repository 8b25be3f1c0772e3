package picture

import (
	"cmp"
	"fmt"
	"math"
	"slices"
)

// Digit is one that Page has found: its box in the picture, bottom and right
// outside, and its image like MNIST's, 28 x 28 bytes.
type Digit struct {
	Top, Left, Bottom, Right int
	Image                    []byte
	Split                    bool // it was cut off what it touches: another digit, or a line
	Number                   int  // of the page's numbers, from 0, the one that it belongs to
}

// Page finds the digits of a picture of several and returns them in reading
// order: line by line from the top, in each from left to right. Strokes above or
// in each other are one digit's; what is as wide as two digits is cut where it is
// thinnest. Specks are left out. ErrBlank if nothing is found, ErrImage if there are
// more marks than people write on a page.
func Page(g *Gray) ([]Digit, error) {
	if g.Flat() {
		return nil, ErrBlank
	}
	light, _ := Invert(g)
	ink, ruling, _ := unruled(Ink(light))
	ink, frames, taken := unframed(ink)
	mask, threshold := inked(ink)
	parts, height := withoutSpecks(components(mask, ink.Height, ink.Width))
	if len(parts) > maxMarks {
		return nil, fmt.Errorf("picture: %w as a page: got %d marks, want at most %d", ErrImage, len(parts), maxMarks)
	}
	if taken != nil { // where there are lines, what is like one is left of them
		parts = slices.DeleteFunc(parts, func(c component) bool { return 5*c.height() > 7*height && 8*c.width() < c.height() })
	}
	var digits []Digit
	for _, c := range merged(parts, height) {
		pieces := c.pieces(ink, height)
		for _, piece := range pieces {
			image, err := piece.image(ink, threshold)
			if err != nil {
				continue // too faint to have a shape
			}
			digits = append(digits, Digit{Top: piece.top, Left: piece.left, Bottom: piece.bottom, Right: piece.right, Image: image, Split: len(pieces) > 1 || piece.isBeside(taken, ink.Height, ink.Width)})
		}
	}
	if len(digits) == 0 {
		return nil, ErrBlank
	}
	digits = inLines(digits, height)
	for i := range digits {
		digits[i].turnBack(g, frames)
		digits[i].turnBack(g, ruling)
	}
	return digits, nil
}

// maxMarks bounds the marks of a page: how they lie to each other is asked of every
// two of them.
const maxMarks = 5000

// isBeside reports whether a component is within two pixels of what is set.
func (c component) isBeside(mask []bool, height, width int) bool {
	const reach = 2
	if mask == nil {
		return false
	}
	for _, i := range c.pixels {
		y, x := i/width, i%width
		for ny := max(y-reach, 0); ny <= min(y+reach, height-1); ny++ {
			for nx := max(x-reach, 0); nx <= min(x+reach, width-1); nx++ {
				if mask[ny*width+nx] {
					return true
				}
			}
		}
	}
	return false
}

// turnBack makes the box, found in a turned picture, one in the picture as it was.
func (d *Digit) turnBack(g *Gray, angle float64) {
	if angle == 0 {
		return
	}
	top, left, bottom, right := float64(g.Height), float64(g.Width), 0.0, 0.0
	for _, corner := range [4][2]int{{d.Top, d.Left}, {d.Top, d.Right - 1}, {d.Bottom - 1, d.Left}, {d.Bottom - 1, d.Right - 1}} {
		y, x := unturned(g, angle, float64(corner[0]), float64(corner[1]))
		top, left, bottom, right = min(top, y), min(left, x), max(bottom, y), max(right, x)
	}
	within := func(v float64, most int) int { return min(max(int(math.Round(v)), 0), most) }
	d.Top, d.Left = within(top, g.Height-1), within(left, g.Width-1)
	d.Bottom, d.Right = within(bottom+1, g.Height), within(right+1, g.Width)
}

// withoutSpecks leaves out the parts that are small beside the others, and returns
// the height of a digit: the median of those that have more ink than the mean.
func withoutSpecks(parts []component) ([]component, int) {
	if len(parts) == 0 {
		return nil, 0
	}
	largest := 0
	for _, c := range parts {
		largest = max(largest, len(c.pixels))
	}
	var heights []int
	for _, c := range parts {
		if 5*len(c.pixels) > largest {
			heights = append(heights, c.height())
		}
	}
	slices.Sort(heights)
	height := heights[len(heights)/2]
	return slices.DeleteFunc(parts, func(c component) bool {
		return 5*max(c.height(), c.width()) < height || 40*len(c.pixels) < largest
	}), height
}

// merged joins the strokes of a digit: those that overlap from left to right by
// more than half of the narrower one, and are less than a third of a digit apart
// from top to bottom, if one of them is less than a digit.
func merged(parts []component, height int) []component {
	slices.SortFunc(parts, func(a, b component) int { return cmp.Compare(len(b.pixels), len(a.pixels)) })
	var out []component
next:
	for _, c := range parts {
		for i, d := range out {
			across := min(c.right, d.right) - max(c.left, d.left)
			gap := max(c.top, d.top) - min(c.bottom, d.bottom)
			together := max(c.bottom, d.bottom) - min(c.top, d.top)
			if 2*across > min(c.width(), d.width()) && 3*gap < height && 2*together < 3*height {
				out[i] = d.with(c)
				continue next
			}
		}
		out = append(out, c)
	}
	return attached(out, height)
}

// attached joins what is less than half as high as a digit to the nearest digit,
// if that is nearer than a quarter of a digit: a stroke that has come off.
func attached(parts []component, height int) (out []component) {
	low := func(c component) bool { return 2*c.height() < height }
	for _, c := range parts {
		if !low(c) {
			out = append(out, c)
		}
	}
	digits := len(out)
	for _, c := range parts {
		if !low(c) {
			continue
		}
		nearest, at := height/4, -1
		for i, d := range out[:digits] {
			if gap := max(c.left-d.right, d.left-c.right, c.top-d.bottom, d.top-c.bottom); gap < nearest {
				nearest, at = gap, i
			}
		}
		if at >= 0 {
			out[at] = out[at].with(c)
		} else {
			out = append(out, c)
		}
	}
	return out
}

func (c component) with(d component) component {
	return component{
		pixels: append(slices.Clone(c.pixels), d.pixels...),
		top:    min(c.top, d.top), left: min(c.left, d.left), bottom: max(c.bottom, d.bottom), right: max(c.right, d.right),
	}
}

// image returns the component's strokes alone, made like MNIST's.
func (c component) image(ink *Gray, threshold float32) ([]byte, error) {
	const margin = 2
	alone := NewGray(c.height()+2*margin, c.width()+2*margin)
	for _, i := range c.pixels {
		y, x := i/ink.Width-c.top+margin, i%ink.Width-c.left+margin
		for dy := -1; dy <= 1; dy++ {
			for dx := -1; dx <= 1; dx++ {
				fromY, fromX := i/ink.Width+dy, i%ink.Width+dx
				alone.Row(y + dy)[x+dx] = ink.At(fromY, fromX)
			}
		}
	}
	cropped, err := Cropped(strengthened(alone, threshold/2, quantile(values(ink, c.pixels), 0.75)))
	if err != nil {
		return nil, err
	}
	return Centered(Boxed(Penned(cropped))).Bytes(), nil
}

func values(g *Gray, pixels []int) []float32 {
	v := make([]float32, len(pixels))
	for k, i := range pixels {
		v[k] = g.Pix[i]
	}
	return v
}

// inLines orders digits: a line goes on as long as the next digit's middle is
// less than half a digit below the line's.
func inLines(digits []Digit, height int) []Digit {
	middle := func(d Digit) int { return (d.Top + d.Bottom) / 2 }
	slices.SortFunc(digits, func(a, b Digit) int { return cmp.Compare(middle(a), middle(b)) })
	line := func(d []Digit) {
		slices.SortFunc(d, func(a, b Digit) int { return cmp.Compare(a.Left, b.Left) })
	}
	first, sum := 0, 0
	for i, d := range digits {
		if i > first && 2*(middle(d)-sum/(i-first)) > height {
			line(digits[first:i])
			first, sum = i, 0
		}
		sum += middle(d)
	}
	line(digits[first:])
	return numbered(digits, height)
}

// numbered tells which digits are one number: those whose middles follow each other
// in a line by less than a box is wide, or seven quarters of a digit's height.
func numbered(digits []Digit, height int) []Digit {
	for i := 1; i < len(digits); i++ {
		d, before := &digits[i], digits[i-1]
		d.Number = before.Number
		if step := (d.Left + d.Right - before.Left - before.Right) / 2; step < 0 || 4*step > 7*height {
			d.Number++
		}
	}
	return digits
}

package reader_test

import (
	"image"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"golang.org/x/image/draw"

	"digits/data"
	"digits/data/picture"
	"digits/models/reader"
)

// form is how the fields of a page are printed.
type form struct {
	kind    string  // of kinds
	print   float32 // ink of the lines
	width   int     // of the lines, in pixels
	degrees float64 // by which the page is turned
	grain   float64
}

// kinds are what a field is made of: boxes apart, boxes side by side, a line with
// ticks between the digits, and a line.
var kinds = []string{"boxes", "grid", "comb", "line"}

const (
	cellWidth, cellHeight = 72, 88 // of a digit's place, in pixels
	fields, inField       = 4, 5
)

// page draws numbers of MNIST's digits into the fields of a form.
func (f form) page(r *rand.Rand, set *data.Set) (g *picture.Gray, numbers []string) {
	ink := picture.NewGray(fields*150+120, inField*cellWidth+360)
	for k := range fields {
		top, left := 80+150*k+r.IntN(20), 120+r.IntN(60)
		f.draw(ink, top, left)
		number := ""
		for i := range inField {
			at := r.IntN(set.Len())
			place(ink, set.Image(at), top+6+r.IntN(8), left+i*cellWidth+cellWidth/2+r.IntN(9)-4, 50+r.IntN(18))
			number += string(rune('0' + set.Labels[at]))
		}
		numbers = append(numbers, number)
	}
	return onPaper(turned(ink, f.degrees), r, f.grain), numbers
}

// draw draws a field.
func (f form) draw(ink *picture.Gray, top, left int) {
	right, bottom := left+inField*cellWidth, top+cellHeight
	across := func(y, from, to int) { f.fill(ink, image.Rect(from, y, to, y+f.width)) }
	down := func(x, from, to int) { f.fill(ink, image.Rect(x, from, x+f.width, to)) }
	across(bottom, left, right+f.width)
	switch f.kind {
	case "boxes":
		f.clear(ink, image.Rect(left, bottom, right+f.width, bottom+f.width))
		for i := range inField {
			l, r := left+i*cellWidth, left+(i+1)*cellWidth-6
			across(top, l, r)
			across(bottom, l, r)
			down(l, top, bottom)
			down(r, top, bottom+f.width)
		}
	case "grid":
		across(top, left, right)
		for i := range inField + 1 {
			down(left+i*cellWidth, top, bottom+f.width)
		}
	case "comb":
		for i := range inField + 1 {
			down(left+i*cellWidth, bottom-cellHeight/4, bottom)
		}
	}
}

func (f form) fill(ink *picture.Gray, r image.Rectangle) {
	for y := r.Min.Y; y < r.Max.Y; y++ {
		for x := r.Min.X; x < r.Max.X; x++ {
			ink.Row(y)[x] = f.print
		}
	}
}

func (f form) clear(ink *picture.Gray, r image.Rectangle) { form{print: 0}.fill(ink, r) }

// place puts a digit's strokes on the ink, of that height if they are not wider
// than their place.
func place(ink *picture.Gray, pixels []byte, top, middle, height int) {
	c, err := picture.Cropped(picture.FromBytes(picture.Size, picture.Size, pixels))
	if err != nil {
		return
	}
	scale := min(float64(height)/float64(c.Height), float64(cellWidth-14)/float64(c.Width))
	from := &image.Gray{Pix: c.Bytes(), Stride: c.Width, Rect: image.Rect(0, 0, c.Width, c.Height)}
	to := image.NewGray(image.Rect(0, 0, max(1, int(float64(c.Width)*scale)), int(float64(c.Height)*scale)))
	draw.CatmullRom.Scale(to, to.Rect, from, from.Rect, draw.Src, nil)
	for y := range to.Rect.Dy() {
		for x := range to.Rect.Dx() {
			at := &ink.Row(top + y)[middle-to.Rect.Dx()/2+x]
			*at = max(*at, 0.9*float32(to.GrayAt(x, y).Y)/255)
		}
	}
}

// turned turns ink about its middle.
func turned(ink *picture.Gray, degrees float64) *picture.Gray {
	out := picture.NewGray(ink.Height, ink.Width)
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	for y := range out.Height {
		for x := range out.Width {
			dy, dx := float64(y-out.Height/2), float64(x-out.Width/2)
			fromY, fromX := float64(out.Height/2)+dy*cos-dx*sin, float64(out.Width/2)+dy*sin+dx*cos
			iy, ix := int(math.Floor(fromY)), int(math.Floor(fromX))
			wy, wx := float32(fromY-float64(iy)), float32(fromX-float64(ix))
			out.Row(y)[x] = (1-wy)*((1-wx)*ink.At(iy, ix)+wx*ink.At(iy, ix+1)) + wy*((1-wx)*ink.At(iy+1, ix)+wx*ink.At(iy+1, ix+1))
		}
	}
	return out
}

// onPaper photographs the page: paper that gets darker to the right, with grain.
func onPaper(ink *picture.Gray, r *rand.Rand, grain float64) *picture.Gray {
	for y := range ink.Height {
		for x, v := range ink.Row(y) {
			light := 0.95 - 0.25*float32(x)/float32(ink.Width)
			ink.Row(y)[x] = min(max(light*(1-v)+float32(r.NormFloat64()*grain), 0), 1)
		}
	}
	return ink
}

// readNumbers returns the numbers of a page, and whether each is sure.
func readNumbers(t testing.TB, model *reader.Reader, g *picture.Gray) (numbers []string, sure []bool) {
	t.Helper()
	digits, err := picture.Page(g)
	if err != nil {
		return nil, nil
	}
	for i, d := range digits {
		a, err := model.Answer(d.Image)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 || d.Number != digits[i-1].Number {
			numbers, sure = append(numbers, ""), append(sure, true)
		}
		last := len(numbers) - 1
		numbers[last] += string(rune('0' + a.Class))
		sure[last] = sure[last] && a.Sure && !d.Split
	}
	return numbers, sure
}

// tally counts what was read of what was written.
type tally struct {
	digits, right         int
	numbers, numbersRight int
	sure, sureRight       int
}

func (c *tally) count(written, read []string, sure []bool) {
	all := strings.Join(written, "")
	c.digits += len(all)
	c.right += common(all, strings.Join(read, ""))
	c.numbers += len(written)
	for i, number := range read {
		right := slices.Contains(written, number) // by chance one in 25,000
		for n, yes := range map[*int]bool{&c.numbersRight: right, &c.sure: sure[i], &c.sureRight: sure[i] && right} {
			if yes {
				*n++
			}
		}
	}
}

// common returns how many characters two texts have in the same order, the length of
// their longest common subsequence.
func common(a, b string) int {
	row := make([]int, len(b)+1)
	for i := range a {
		diagonal := 0
		for k := range b {
			above := row[k+1]
			if a[i] == b[k] {
				row[k+1] = diagonal + 1
			} else {
				row[k+1] = max(row[k+1], row[k])
			}
			diagonal = above
		}
	}
	return row[len(b)]
}

// Digits in boxes, in combs and on lines, at any angle up to 5 degrees, are read,
// 95 of 100, and numbers that are sure are right, 99 of 100. The model itself is
// right on 99.3 % of such digits.
func TestPageReadsForms(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many pictures")
	}
	source, err := data.MNIST("")
	if err != nil {
		t.Skip("no MNIST here: ", err)
	}
	model, err := reader.New(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(41, 42))
	var all tally
	for _, kind := range kinds {
		var c tally
		for i, print := range []float32{0.5, 0.9} {
			for j, width := range []int{1, 2, 3} {
				for k, degrees := range []float64{0, 1, -3, 5} {
					if (i+j+k)%2 != 0 { // of every two values all pairs, of every three half
						continue
					}
					f := form{kind, print, width, degrees, 0.01}
					g, written := f.page(r, source.Test)
					read, sure := readNumbers(t, model, g)
					c.count(written, read, sure)
					all.count(written, read, sure)
				}
			}
		}
		t.Logf("%s: %+v", kind, c)
		if float64(c.right) < 0.95*float64(c.digits) {
			t.Errorf("%s: %d of %d digits are right, want 95 %%", kind, c.right, c.digits)
		}
	}
	t.Logf("all: %+v", all)
	if float64(all.sureRight) < 0.99*float64(all.sure) {
		t.Errorf("%d of %d sure numbers are right, want 99 %%", all.sureRight, all.sure)
	}
}

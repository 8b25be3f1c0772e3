package picture

import (
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"text/tabwriter"
)

// drawing is a digit as a pen of some width draws it on a square sheet.
type drawing struct {
	side   int     // of the sheet, in pixels
	fill   float64 // the digit's longer side as a share of the sheet's
	thick  float64 // how much wider than MNIST's the strokes are, as a share of the digit's longer side
	dark   bool    // light ink on dark paper
	ground string  // of grounds
	soft   bool    // edges as MNIST's when it is enlarged
}

// sheetOf is what the digit is drawn on: lightness is light times what the paper or
// the ink throws back.
type sheetOf struct {
	paper, ink float32
	grain      float64                    // deviation of the noise
	light      func(y, x float64) float64 // y and x from 0 to 1
	ruled      bool
}

func even(y, x float64) float64     { return 1 }
func shaded(y, x float64) float64   { return 1 - 0.45*(0.7*x+0.3*y) }
func vignette(y, x float64) float64 { return 1 - 0.9*((y-0.5)*(y-0.5)+(x-0.5)*(x-0.5)) }

// grounds are light ones; dark ones throw back what these swallow.
var grounds = map[string]sheetOf{
	"canvas":   {1, 0, 0, even, false},
	"pencil":   {0.85, 0.5, 0.02, even, false},
	"shadow":   {0.9, 0.15, 0.01, shaded, false},
	"grain":    {0.9, 0.3, 0.04, shaded, false},
	"vignette": {0.85, 0.2, 0.01, vignette, false},
	"ruled":    {0.9, 0.2, 0.01, shaded, true},
}

// of draws a digit of MNIST: its strokes thickened at four times its size, then
// enlarged, with edges of a pixel or two.
func (d drawing) of(digit []byte, r *rand.Rand) *Gray {
	const finer = 4
	c, err := Cropped(FromBytes(Size, Size, digit))
	if err != nil {
		return NewGray(d.side, d.side)
	}
	fine := resized(c, c.Height*finer, c.Width*finer)
	switch radius := d.thick / 2 * float64(max(fine.Height, fine.Width)); {
	case radius > 0:
		fine = widened(fine, radius)
	case radius < 0:
		fine = narrowed(fine, -radius)
	}
	scale := d.fill * float64(d.side) / float64(max(fine.Height, fine.Width))
	size := func(n int) int { return min(max(1, int(math.Round(float64(n)*scale))), d.side) }
	big := resized(fine, size(fine.Height), size(fine.Width))
	sharp := float32(max(1, scale*finer/3))
	if d.soft {
		sharp = 1
	}
	ink := NewGray(d.side, d.side)
	top, left := r.IntN(d.side-big.Height+1), r.IntN(d.side-big.Width+1)
	for y := range big.Height {
		for x, v := range big.Row(y) {
			ink.Row(top + y)[left+x] = min(max((v-0.5)*sharp+0.5, 0), 1)
		}
	}
	return grounds[d.ground].under(ink, d.dark, r)
}

func (p sheetOf) under(ink *Gray, dark bool, r *rand.Rand) *Gray {
	paper, pen := p.paper, p.ink
	if dark {
		paper, pen = 1-paper, 1-pen
	}
	g := NewGray(ink.Height, ink.Width)
	lines := max(8, ink.Height/9)
	for y := range g.Height {
		for x := range g.Width {
			taken := ink.Row(y)[x]
			if p.ruled && (y%lines < max(1, lines/25) || x%lines < max(1, lines/25)) {
				taken = max(taken, 0.2)
			}
			v := float64(paper+(pen-paper)*taken) * p.light(float64(y)/float64(g.Height), float64(x)/float64(g.Width))
			if p.grain > 0 {
				v += r.NormFloat64() * p.grain
			}
			g.Row(y)[x] = float32(min(max(v, 0), 1))
		}
	}
	return g
}

// sweep is which drawings are made, so many digits of each kind on every ground,
// light and dark, every second with soft edges.
type sweep struct {
	sides  []int
	fills  []float64
	thicks []float64
	each   int
}

func (s sweep) drawings() (all []drawing) {
	for _, side := range s.sides {
		for _, fill := range s.fills {
			for _, thick := range s.thicks {
				for _, name := range slices.Sorted(maps.Keys(grounds)) {
					for k := range 2 * s.each {
						all = append(all, drawing{side, fill, thick, k%2 == 1, name, len(all)/2%2 == 1})
					}
				}
			}
		}
	}
	return all
}

// properties names what of a drawing is counted apart.
func (d drawing) properties() map[string]string {
	return map[string]string{
		"side": fmt.Sprintf("%4d", d.side), "fill": fmt.Sprintf("%.2f", d.fill), "thicker by": fmt.Sprintf("%+.2f", d.thick), "dark paper": fmt.Sprint(d.dark),
		"ground": d.ground, "soft edges": fmt.Sprint(d.soft), "side, thicker by": fmt.Sprintf("%4d, %+.2f", d.side, d.thick),
		"fill, thicker by": fmt.Sprintf("%.2f, %+.2f", d.fill, d.thick), "all": "",
	}
}

// wrong counts the drawings whose paper is taken for the wrong one, by their
// properties.
func (s sweep) wrong(images [][]byte) map[string]map[string]*share {
	by := map[string]map[string]*share{}
	r := rand.New(rand.NewPCG(11, 12))
	for i, d := range s.drawings() {
		_, dark := Invert(d.of(images[i%len(images)], r))
		for property, value := range d.properties() {
			if by[property] == nil {
				by[property] = map[string]*share{}
			}
			if by[property][value] == nil {
				by[property][value] = &share{}
			}
			by[property][value].count(dark != d.dark)
		}
	}
	return by
}

// The paper is found whatever the size, the pen, the margin and the light: wrong
// are at most 3 in 1000. BenchmarkPolarity has more of each.
func TestPolarity(t *testing.T) {
	if testing.Short() {
		t.Skip("reads many pictures")
	}
	images := digits(t, 31)
	for name, s := range map[string]sweep{
		"small": {[]int{28, 63, 64, 150}, []float64{0.3, 0.7, 0.95}, []float64{-0.05, 0, 0.1, 0.2}, 2},
		"large": {[]int{280, 1000}, []float64{0.8, 0.95}, []float64{0, 0.2}, 1},
	} {
		all := s.wrong(images)["all"][""]
		t.Logf("%s: %.0f of %.0f are wrong", name, all.yes, all.all)
		if all.of() > 0.003 {
			t.Errorf("%s: of %.0f drawings %.0f are on the wrong paper, want at most 3 in 1000", name, all.all, all.yes)
		}
	}
}

// BenchmarkPolarity prints how often the paper is taken for the wrong one, by each
// property of the drawings: go test ./data/picture -run NONE -bench Polarity
// -benchtime 1x.
func BenchmarkPolarity(b *testing.B) {
	images := digits(b, 7)
	s := sweep{
		[]int{28, 45, 63, 64, 100, 200, 400, 1000, 2000},
		[]float64{0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1},
		[]float64{-0.05, 0, 0.05, 0.1, 0.2, 0.3},
		3,
	}
	for b.Loop() {
		by := s.wrong(images)
		w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
		for _, property := range slices.Sorted(maps.Keys(by)) {
			for _, value := range slices.Sorted(maps.Keys(by[property])) {
				n := by[property][value]
				fmt.Fprintf(w, "%s\t%s\t%.0f of %.0f\t%.2f %%\n", property, value, n.yes, n.all, 100*n.of())
			}
		}
		w.Flush()
	}
}

package picture

import (
	"errors"
	"math/rand/v2"
	"testing"

	"digits/data"
)

// sheet is paper with digits of MNIST in lines: what was written, and where.
type sheet struct {
	*Gray
	labels []byte
	lefts  []int
}

// write puts lines x columns digits on paper, of sizes that differ by a half,
// off their places by some pixels, with specks of dust between them.
func write(r *rand.Rand, set *data.Set, lines, columns int, ruled bool) sheet {
	const cellSize = 90
	s := sheet{Gray: NewGray(lines*cellSize+60, columns*cellSize+60)}
	ink := NewGray(s.Height, s.Width)
	for line := range lines {
		for column := range columns {
			i := r.IntN(set.Len())
			side := 56 + r.IntN(28)
			digit := resized(FromBytes(Size, Size, set.Image(i)), side, side)
			top, left := 30+line*cellSize+r.IntN(8)+column, 30+column*cellSize+r.IntN(8)
			for y := range side {
				for x, v := range digit.Row(y) {
					at := &ink.Row(top + y)[left+x]
					*at = max(*at, v)
				}
			}
			s.labels = append(s.labels, set.Labels[i])
			s.lefts = append(s.lefts, left+side/2)
		}
	}
	for range 10 * lines {
		y, x := r.IntN(s.Height-1), r.IntN(s.Width-1)
		ink.Row(y)[x], ink.Row(y + 1)[x] = 1, 1
	}
	for y := range s.Height {
		for x := range s.Width {
			taken := 0.8 * ink.Row(y)[x]
			if ruled && y%45 < 2 {
				taken = max(taken, 0.15)
			}
			s.Row(y)[x] = (0.95 - 0.3*float32(x)/float32(s.Width)) * (1 - taken)
		}
	}
	return s
}

// Digits of one stroke that lie apart are found, all of them, in order. MNIST has
// digits in several pieces, so that one in fifty may go wrong.
func TestPageFindsDigitsInOrder(t *testing.T) {
	source, err := data.MNIST("")
	if err != nil {
		t.Skip("no MNIST here: ", err)
	}
	for name, ruled := range map[string]bool{"plain": false, "ruled": true} {
		t.Run(name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(7, 8))
			written, found := 0, 0
			for range 6 {
				s := write(r, source.Test, 3, 7, ruled)
				digits, err := Page(s.Gray)
				if err != nil {
					t.Fatal(err)
				}
				written += len(s.labels)
				// Of both sequences, what agrees in order.
				i := 0
				for _, d := range digits {
					for k := i; k < min(i+2, len(s.lefts)); k++ {
						if d.Left < s.lefts[k] && s.lefts[k] < d.Right+12 && d.Left > s.lefts[k]-60 {
							found++
							i = k + 1
							break
						}
					}
				}
			}
			t.Logf("%d of %d", found, written)
			if float64(found) < 0.97*float64(written) {
				t.Errorf("%d of %d digits were found in their places, want 97 %%", found, written)
			}
		})
	}
}

// Two strokes that a thin one joins are cut there.
func TestPageCutsWhatTouches(t *testing.T) {
	g := NewGray(100, 160)
	for i := range g.Pix {
		g.Pix[i] = 1
	}
	ring := func(left int) {
		for y := 20; y < 80; y++ {
			for x := left; x < left+50; x++ {
				if y < 28 || y >= 72 || x < left+8 || x >= left+42 {
					g.Row(y)[x] = 0
				}
			}
		}
	}
	ring(20)
	ring(72)
	for x := 70; x < 72; x++ { // joins them
		g.Row(50)[x], g.Row(51)[x] = 0, 0
	}
	digits, err := Page(g)
	if err != nil || len(digits) != 2 {
		t.Fatalf("got %d digits, %v, want 2", len(digits), err)
	}
	if !digits[0].Split || digits[0].Right < 69 || digits[1].Left > 73 {
		t.Errorf("cut from %d to %d, want between 69 and 73, and said", digits[0].Right, digits[1].Left)
	}
}

func TestPageOfNothing(t *testing.T) {
	for _, v := range []float32{0, 0.5, 1} {
		g := NewGray(200, 100)
		for i := range g.Pix {
			g.Pix[i] = v
		}
		if _, err := Page(g); !errors.Is(err, ErrBlank) {
			t.Errorf("%v: got %v, want ErrBlank", v, err)
		}
	}
}

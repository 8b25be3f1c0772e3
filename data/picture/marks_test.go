package picture

import (
	"errors"
	"slices"
	"testing"
)

// 6,400 blots are no page of digits: refused, before each is compared with each.
func TestPageOfTooManyMarks(t *testing.T) {
	const blots, apart, size = 80, 14, 6
	g := NewGray(blots*apart, blots*apart)
	for i := range g.Pix {
		if g.Pix[i] = 1; i/g.Width%apart < size && i%g.Width%apart < size {
			g.Pix[i] = 0
		}
	}
	if !slices.Contains(g.Pix, 0) {
		t.Fatal("the picture has no blots")
	}
	if digits, err := Page(g); !errors.Is(err, ErrImage) {
		t.Errorf("got %d digits, %v, want an error that wraps ErrImage", len(digits), err)
	}
}

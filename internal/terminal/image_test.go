package terminal

import (
	"strings"
	"testing"
)

// Each cell is two pixels; the five levels are 0, 64, 128, 191, 255, rounded.
func TestImage(t *testing.T) {
	pixels := []byte{
		0, 255, 0, 64, 128, 191, 255, 255,
		0, 0, 255, 64, 128, 191, 255, 128,
		255, 0, 0, 0, 0, 0, 0, 0,
	}
	if got, want := (Screen{}).Image(3, 8, pixels), " ▀▄░▒▓█▀\n▀\n"; got != want {
		t.Errorf("got\n%s, want\n%s", got, want)
	}
}

// 28x28 is 28 columns and 14 lines, which a terminal shows as a square.
func TestImageOfADigitsSize(t *testing.T) {
	pixels := make([]byte, 28*28)
	for i := range pixels {
		pixels[i] = 255
	}
	if got, want := (Screen{}).Image(28, 28, pixels), strings.Repeat(strings.Repeat("█", 28)+"\n", 14); got != want {
		t.Errorf("got\n%s", got)
	}
}

// xterm's grey ramp runs from 232 to 255.
func TestImageInColour(t *testing.T) {
	got := Screen{Colour: true}.Image(2, 1, []byte{255, 0})
	if want := "\x1b[38;5;255;48;5;232m▀\x1b[0m\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Four columns of 2x2 squares on a screen of two columns: means of 255 and 0 in
// halves are 127, level 2.
func TestImageIsScaledDown(t *testing.T) {
	pixels := []byte{
		255, 0, 255, 255,
		255, 0, 255, 255,
		255, 0, 0, 0,
		255, 0, 0, 0,
	}
	if got, want := (Screen{Width: 2}).Image(4, 4, pixels), "▒▀\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestImageWithoutItsPixels(t *testing.T) {
	if got := (Screen{}).Image(2, 2, []byte{255}); got != "▀\n" {
		t.Errorf("got %q", got)
	}
	if got := (Screen{}).Image(0, 0, nil); got != "" {
		t.Errorf("got %q of no image", got)
	}
}

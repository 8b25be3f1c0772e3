package terminal

import (
	"fmt"
	"strings"
)

// shades are a cell's glyphs from background to full ink.
var shades = [...]rune{' ', '░', '▒', '▓', '█'}

// Image draws an image of height x width bytes, row-major, 0 the background: a
// character is two pixels, one above the other, since a terminal's characters
// are about twice as high as wide. Plain, ink is the text's colour in five
// shades; with colours, 24 greys on black. An image wider than the screen is
// scaled down by a whole number. Pixels that are missing are background.
func (s Screen) Image(height, width int, pixels []byte) string {
	picture := picture{height, width, pixels}.shrink(s.width())
	var b strings.Builder
	for y := 0; y < picture.height; y += 2 {
		var line strings.Builder
		for x := range picture.width {
			upper, lower := picture.at(y, x), picture.at(y+1, x)
			if s.Colour {
				fmt.Fprintf(&line, "\x1b[38;5;%d;48;5;%dm▀", grey(upper), grey(lower))
				continue
			}
			line.WriteRune(cell(upper, lower))
		}
		if s.Colour {
			line.WriteString("\x1b[0m")
		}
		b.WriteString(strings.TrimRight(line.String(), " ") + "\n")
	}
	return b.String()
}

// cell chooses the glyph of two pixels: a half block where they differ clearly,
// else the shade of both.
func cell(upper, lower byte) rune {
	u, l := level(upper), level(lower)
	switch {
	case u > l+1:
		return '▀'
	case l > u+1:
		return '▄'
	}
	return shades[(u+l+1)/2]
}

// level is 0..4, rounded.
func level(v byte) int {
	const top = len(shades) - 1
	return (int(v)*top + 127) / 255
}

// grey is a colour of the 24-step grey ramp, 232..255, of xterm's 256 colours.
func grey(v byte) int { return 232 + (int(v)*23+127)/255 }

// picture is an image's bytes with their shape.
type picture struct {
	height, width int
	pixels        []byte
}

func (p picture) at(y, x int) byte {
	if i := y*p.width + x; y < p.height && x < p.width && i < len(p.pixels) {
		return p.pixels[i]
	}
	return 0
}

// shrink takes means of squares, of the least size that makes the picture fit.
func (p picture) shrink(columns int) picture {
	f := (p.width + columns - 1) / columns
	if f <= 1 {
		return p
	}
	small := picture{height: (p.height + f - 1) / f, width: (p.width + f - 1) / f}
	for y := range small.height {
		for x := range small.width {
			sum := 0
			for i := range f * f {
				sum += int(p.at(y*f+i/f, x*f+i%f))
			}
			small.pixels = append(small.pixels, byte(sum/(f*f)))
		}
	}
	return small
}

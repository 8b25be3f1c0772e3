// Package terminal draws with characters: an image, bars of probabilities, a
// sparkline, a chart of curves, columns of text, and a block that is drawn again
// in its place. Each drawing is lines of text, no wider than the screen where they
// can be made to fit, and plain Unicode without control characters unless the
// screen takes colours or is drawn again.
package terminal

import (
	"io"
	"os"

	"golang.org/x/term"
)

// Is reports whether a writer is a terminal, and not a pipe, a file or a buffer.
func Is(w io.Writer) bool {
	f := fileOf(w)
	return f != nil && term.IsTerminal(int(f.Fd()))
}

// standardWidth is what a pipe is taken to have, and most terminals do.
const standardWidth = 80

// Screen is what a drawing is made for. The zero value is plain text of 80
// columns.
type Screen struct {
	Width  int  // in columns; 0: 80
	Colour bool // takes the escape sequences of 256 colours
}

// For returns the screen behind a writer. One that is no terminal is plain; a
// terminal has colours unless NO_COLOR is set (https://no-color.org) or TERM is
// dumb.
func For(w io.Writer) Screen {
	if !Is(w) {
		return Screen{}
	}
	width, _, err := term.GetSize(int(fileOf(w).Fd()))
	if err != nil {
		width = 0
	}
	return Screen{Width: width, Colour: colourful(os.Getenv)}
}

// WidthOf returns what tells the width of the terminal behind a writer as it is at that
// moment, or nil if there is none.
func WidthOf(w io.Writer) func() int {
	if !Is(w) {
		return nil
	}
	f := fileOf(w)
	return func() int {
		width, _, err := term.GetSize(int(f.Fd()))
		if err != nil || width < 1 {
			return standardWidth
		}
		return width
	}
}

func colourful(getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb"
}

func (s Screen) width() int {
	if s.Width < 1 {
		return standardWidth
	}
	return s.Width
}

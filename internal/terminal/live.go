package terminal

import (
	"bytes"
	"fmt"
	"io"
	"os"

	"golang.org/x/term"
)

// Live is a block of lines at the end of what a terminal shows, drawn again in its
// place. It is not for use by several goroutines at once.
type Live struct {
	w     io.Writer
	size  func() (width, height int)
	drawn []int // columns of the lines that stand
}

// NewLive returns a block for a terminal that lets lines be drawn again, or nil:
// a pipe, a file and a terminal of type dumb do not.
func NewLive(w io.Writer) *Live {
	if !Is(w) || os.Getenv("TERM") == "dumb" {
		return nil
	}
	f := fileOf(w)
	return &Live{w: f, size: func() (int, int) {
		width, height, err := term.GetSize(int(f.Fd()))
		if err != nil || width < 1 || height < 1 {
			return standardWidth, 24
		}
		return width, height
	}}
}

// Size returns the columns and lines that a block may have: all of the window's,
// but for the line on which the cursor stands.
func (l *Live) Size() (columns, lines int) {
	width, height := l.size()
	return width, max(1, height-1)
}

// Draw puts the lines in the place of those that stand. What the window has no
// room for, at the right and at the end, is left out.
func (l *Live) Draw(lines []string) error { return l.replace("", lines) }

// Above writes lines that stay above the block.
func (l *Live) Above(text string, lines []string) error { return l.replace(text, lines) }

func (l *Live) replace(above string, lines []string) error {
	columns, room := l.Size()
	var b bytes.Buffer
	if n := l.rows(columns); n > 0 {
		fmt.Fprintf(&b, "\x1b[%dA", n)
	}
	b.WriteString("\r\x1b[J" + escape(above, "\n\t"))
	l.drawn = l.drawn[:0]
	for _, line := range lines[:min(len(lines), room)] {
		line = cut(escape(line, ""), columns)
		b.WriteString(line + "\n")
		l.drawn = append(l.drawn, len([]rune(line)))
	}
	_, err := l.w.Write(b.Bytes())
	return err
}

// rows is how many lines of the window the block takes: more than it has, if the
// window has become so narrow that they wrap.
func (l *Live) rows(columns int) (n int) {
	for _, width := range l.drawn {
		n += max(1, (width+columns-1)/columns)
	}
	return n
}

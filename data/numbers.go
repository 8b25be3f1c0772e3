package data

import (
	"fmt"
	"io"
)

// numbers is an array as a file holds it: bytes, floats or texts, row-major.
type numbers struct {
	path   string
	form   form
	shape  []int
	bytes  []byte
	floats []float32
	texts  []string
	coding coding // of the bytes
	top    byte   // the largest byte
}

func (a *numbers) len() int { return a.shape[0] }

// width returns the numbers of a row.
func (a *numbers) width() int {
	width := 1
	for _, d := range a.shape[1:] {
		width *= d
	}
	return width
}

// at returns number i, whatever it is stored as.
func (a *numbers) at(i int) float64 {
	if a.bytes != nil {
		return float64(a.bytes[i])
	}
	return float64(a.floats[i])
}

// readNumbers reads as many numbers as a checked shape has, of that element. They
// are labels, or, with images, pixels.
func readNumbers(u *unpacked, a *numbers, e element, images bool) error {
	total, err := checkShape(a.shape)
	if err != nil {
		return err
	}
	if err := u.allow(int64(total) * int64(e.size)); err != nil {
		return err
	}
	if e.kind == 'u' && e.size == 1 {
		a.coding, a.bytes = integers, bytesOf(total)
		if n, err := io.ReadFull(u, a.bytes); err != nil {
			return shortError(n, total, err)
		}
		for _, b := range a.bytes {
			a.top = max(a.top, b)
		}
		return nil
	}
	g := newGatherer(total, images)
	if err := g.read(u, e, total); err != nil {
		return err
	}
	g.finish(e.kind == 'f')
	a.bytes, a.floats, a.coding, a.top = g.bytes, g.floats, g.coding, g.top
	return nil
}

func (g *gatherer) read(r io.Reader, e element, total int) error {
	buffer := make([]byte, readBuffer)
	for g.n < total {
		piece := buffer[:min(len(buffer), (total-g.n)*e.size)]
		if n, err := io.ReadFull(r, piece); err != nil {
			return shortError(g.n+n/e.size, total, err)
		}
		for ; len(piece) > 0; piece = piece[e.size:] {
			v := e.value(piece)
			if !finite(v) {
				return fmt.Errorf("%w: number %d is %v, want finite ones", ErrForm, g.n+1, v)
			}
			g.add(v)
		}
	}
	return nil
}

func shortError(got, want int, err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		err = fmt.Errorf("%w: copy or download the file again", ErrTruncated)
	}
	return fmt.Errorf("%w (the header promises %d numbers, got %d)", err, want, got)
}

// ended returns an error if there is more.
func ended(u *unpacked) error {
	if _, err := u.ReadByte(); err == nil {
		return fmt.Errorf("%w that its header promises: is it the right file?", ErrTrailing)
	} else if err != io.EOF {
		return err
	}
	return nil
}

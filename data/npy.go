package data

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
)

// A .npy file is a magic, a version of 2 bytes, the length of the header (2 bytes,
// from version 2 on 4), the header, which is a Python dictionary, and the values.
// Source: numpy.org/doc/stable/reference/generated/numpy.lib.format.html.
const (
	npyMagic     = "\x93NUMPY"
	maxNPYHeader = 64 << 10
	maxText      = 1024 // characters of a label
)

var (
	npyDescr   = regexp.MustCompile(`'descr'\s*:\s*'([<>|=])([a-zA-Z])(\d*)'`)
	npyFortran = regexp.MustCompile(`'fortran_order'\s*:\s*(True|False)`)
	npyShape   = regexp.MustCompile(`'shape'\s*:\s*\(([\d,\sL]*)\)`)
)

// npyHeader is what a header says.
type npyHeader struct {
	element element // kind U or S: texts of size bytes, to be read as they are
	fortran bool
	shape   []int
}

// readNPY reads a .npy file, or one in an .npz.
func readNPY(f stored, images bool) (*numbers, error) {
	u, err := f.open()
	if err != nil {
		return nil, err
	}
	defer u.close()
	a := &numbers{path: f.path(), form: formNPY}
	if err := a.readNPY(u, images); err != nil {
		return nil, fmt.Errorf("%s: npy: %w", a.path, err)
	}
	return a, nil
}

func (a *numbers) readNPY(u *unpacked, images bool) error {
	h, err := readNPYHeader(u)
	if err != nil {
		return err
	}
	if a.shape = h.shape; len(a.shape) == 0 {
		return fmt.Errorf("%w: a single number, want an array", ErrSet)
	}
	switch h.element.kind {
	case 'U', 'S':
		err = a.readTexts(u, h.element)
	default:
		err = readNumbers(u, a, h.element, images)
	}
	if err != nil {
		return err
	}
	if h.fortran && len(a.shape) > 1 {
		a.bytes, a.floats, a.texts = rowMajor(a.bytes, a.shape), rowMajor(a.floats, a.shape), rowMajor(a.texts, a.shape)
	}
	return ended(u)
}

func readNPYHeader(r io.Reader) (h npyHeader, err error) {
	text, err := npyHeaderText(r)
	if err != nil {
		return h, err
	}
	descr, order, shape := npyDescr.FindSubmatch(text), npyFortran.FindSubmatch(text), npyShape.FindSubmatch(text)
	if order == nil || shape == nil {
		return h, fmt.Errorf("%w: the header is %.200q, want descr, fortran_order and shape", ErrForm, text)
	}
	if h.element, err = npyElement(descr, text); err != nil {
		return h, err
	}
	h.fortran = string(order[1]) == "True"
	for field := range strings.SplitSeq(string(shape[1]), ",") {
		if field = strings.TrimRight(strings.TrimSpace(field), "L"); field == "" {
			continue
		}
		n, err := strconv.Atoi(field)
		if err != nil {
			return h, fmt.Errorf("%w: %q in the shape", ErrDimension, field)
		}
		h.shape = append(h.shape, n)
	}
	return h, nil
}

func npyHeaderText(r io.Reader) ([]byte, error) {
	var start [12]byte
	if _, err := io.ReadFull(r, start[:10]); err != nil {
		return nil, shortHeader(err)
	}
	if !bytes.HasPrefix(start[:], []byte(npyMagic)) {
		return nil, fmt.Errorf("%w: it begins with % x, want % x", ErrForm, start[:6], npyMagic)
	}
	length := int(binary.LittleEndian.Uint16(start[8:]))
	if start[6] > 1 {
		if _, err := io.ReadFull(r, start[10:]); err != nil {
			return nil, shortHeader(err)
		}
		length = int(binary.LittleEndian.Uint32(start[8:]))
	}
	if start[6] < 1 || start[6] > 3 || length > maxNPYHeader {
		return nil, fmt.Errorf("%w: version %d, a header of %d bytes; want version 1, 2 or 3 and at most %d", ErrForm, start[6], length, maxNPYHeader)
	}
	text := make([]byte, length)
	if _, err := io.ReadFull(r, text); err != nil {
		return nil, shortHeader(err)
	}
	return text, nil
}

func shortHeader(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return fmt.Errorf("%w in its header: copy or download the file again", ErrTruncated)
	}
	return err
}

// npyElement reads the type of the values, such as <f4 or |u1.
func npyElement(descr [][]byte, text []byte) (e element, err error) {
	if descr == nil {
		return e, fmt.Errorf("%w: the header is %.200q, want an array of plain numbers: save each column by itself", ErrForm, text)
	}
	e = element{kind: descr[2][0], order: binary.LittleEndian}
	if descr[1][0] == '>' {
		e.order = binary.BigEndian
	}
	e.size, err = strconv.Atoi(string(descr[3]))
	switch e.kind {
	case 'O':
		return e, fmt.Errorf("%w: an array of Python objects, which is a pickle and may run any code: in Python, save numpy.stack(x) or x.astype(numpy.float32)", ErrForm)
	case 'b':
		e.kind = 'u'
	case 'U', 'S':
		e.size *= map[byte]int{'U': 4, 'S': 1}[e.kind]
		if err == nil && e.size >= 1 && e.size <= 4*maxText {
			return e, nil
		}
	}
	if err != nil || !e.known() {
		return e, fmt.Errorf("%w: numbers of type %q: save x.astype(numpy.float32)", ErrForm, descr[0])
	}
	return e, nil
}

// readTexts reads texts of a fixed size, padded with zeros: Unicode of 4 bytes a
// character (U), or bytes (S).
func (a *numbers) readTexts(u *unpacked, e element) error {
	total, err := checkShape(a.shape)
	if err != nil {
		return err
	}
	if err := u.allow(int64(total) * int64(e.size)); err != nil {
		return err
	}
	known := map[string]string{} // one copy of each text
	buffer := make([]byte, e.size)
	for range total {
		if _, err := io.ReadFull(u, buffer); err != nil {
			return shortError(len(a.texts), total, err)
		}
		text, ok := known[string(buffer)]
		if !ok {
			text = e.text(buffer)
			known[string(buffer)] = text
		}
		a.texts = append(a.texts, text)
		if len(known) > maxClasses {
			return fmt.Errorf("%w: more than %d different texts, want a few classes", ErrSet, maxClasses)
		}
	}
	return nil
}

func (e element) text(b []byte) string {
	if e.kind == 'S' {
		return strings.TrimRight(string(b), "\x00")
	}
	var text strings.Builder
	for ; len(b) >= 4; b = b[4:] {
		if c := e.order.Uint32(b); c != 0 {
			text.WriteRune(rune(c))
		}
	}
	return text.String()
}

// rowMajor returns values of Fortran's order, first dimension fastest, in C's.
func rowMajor[T any](values []T, shape []int) []T {
	if values == nil {
		return nil
	}
	ordered, index := make([]T, 0, len(values)), make([]int, len(shape))
	for range values {
		at, stride := 0, 1
		for d, i := range index {
			at += i * stride
			stride *= shape[d]
		}
		ordered = append(ordered, values[at])
		for d := len(shape) - 1; d >= 0; d-- {
			if index[d]++; index[d] < shape[d] {
				break
			}
			index[d] = 0
		}
	}
	return ordered
}

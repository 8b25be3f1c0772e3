package data

import (
	"fmt"
	"io"
	"strconv"
)

func (r *reading) tables(chosen [portions]*array) (train, test *examples, err error) {
	s, err := look(chosen[trainPart].content())
	if err != nil {
		return nil, nil, err
	}
	l, err := r.layout(s)
	if err != nil {
		return nil, nil, err
	}
	var read [portions]*examples
	for _, part := range []portion{trainPart, validationPart, testPart} {
		f := chosen[part]
		if f == nil {
			continue
		}
		own := l
		if part != trainPart {
			if s, err = look(f.content()); err == nil {
				own, err = r.like(s, l)
			}
			if err != nil {
				return nil, nil, err
			}
		}
		if read[part], err = r.table(f.content(), own); err != nil {
			return nil, nil, err
		}
	}
	train, err = r.validated(read[trainPart], read[validationPart])
	return train, read[testPart], err
}

// table reads the rows of a CSV file.
func (r *reading) table(f stored, l *layout) (*examples, error) {
	u, err := f.open()
	if err != nil {
		return nil, err
	}
	defer u.close()
	t, err := r.newTableReader(l)
	if err == nil {
		err = t.read(newLines(u))
	}
	if err == nil {
		err = t.plausible()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", l.path, err)
	}
	return t.examples, nil
}

// tableReader fills examples row by row.
type tableReader struct {
	*layout
	*examples
	reading *reading
	row     int
	value   int // of the next number, among all
}

func (r *reading) newTableReader(l *layout) (*tableReader, error) {
	total, err := checkShape([]int{l.rows, l.width()})
	if err != nil {
		return nil, err
	}
	e := &examples{path: l.path, height: 1, width: l.width(), coding: l.coding}
	if l.side > 0 {
		e.height, e.width, e.pixels = l.side, l.side, bytesOf(total)
	} else {
		e.values, e.columns = make([]float32, total), l.names()
		if l.heading != nil && l.label >= 0 {
			e.target = l.heading[l.label]
		}
	}
	switch {
	case l.label < 0:
	case r.Regression:
		e.outputs, e.targets = 1, make([]float32, l.rows)
	default:
		e.labels = make([]byte, l.rows)
	}
	return &tableReader{layout: l, examples: e, reading: r}, nil
}

func (t *tableReader) read(l *lines) error {
	if t.heading != nil {
		if _, err := l.next(); err != nil {
			return err
		}
	}
	for t.row = 0; ; t.row++ {
		line, err := l.next()
		if err == io.EOF && t.row == t.rows {
			return nil
		}
		if err == nil && t.row == t.rows || err == io.EOF {
			return fmt.Errorf("%w: it changes while it is read", ErrForm)
		}
		if err == nil {
			err = t.line(line)
		}
		if err != nil {
			return fmt.Errorf("line %d: %w", l.number, err)
		}
	}
}

// line reads a row. Almost all cells are short integers, which need no more than
// the first loop.
func (t *tableReader) line(line []byte) error {
	columns, comma := len(t.first), t.comma
	column, at := 0, 0
	for ; at <= len(line); column++ {
		if column == columns {
			return fmt.Errorf("%w: it has more columns than the %d of the first line", ErrForm, columns)
		}
		n, i := uint(0), at
		for i < len(line) && line[i]-'0' < 10 && i-at < 7 {
			n = 10*n + uint(line[i]-'0')
			i++
		}
		if i > at && (i == len(line) || line[i] == comma) && column != t.label && column != t.skip {
			if err := t.integer(column, n); err != nil {
				return err
			}
			at = i + 1
			continue
		}
		next, err := t.other(line, at, column)
		if err != nil {
			return fmt.Errorf("%s: %w", t.name(column), err)
		}
		at = next
	}
	if column != columns {
		return fmt.Errorf("%w: it has %d columns, want %d, as the first line", ErrForm, column, columns)
	}
	return nil
}

// integer takes a value without sign and point.
func (t *tableReader) integer(column int, n uint) error {
	switch {
	case t.pixels == nil:
		t.values[t.value] = float32(n)
	case t.layout.coding == integers && n <= 255:
		t.pixels[t.value] = byte(n)
	case n <= 1:
		t.pixels[t.value] = byte(255 * n)
	default:
		return fmt.Errorf("%s: %w", t.name(column), t.noPixel(strconv.Itoa(int(n))))
	}
	t.value++
	return nil
}

func (t *tableReader) noPixel(text string) error {
	want := "an integer from 0 to 255"
	if t.layout.coding == unit {
		want = "a number from 0 to 1, a byte divided by 255"
	}
	return fmt.Errorf("%w: %.40q is no pixel, want %s, as in the rows above", ErrForm, text, want)
}

// other takes a cell of another kind, and returns where the next begins.
func (t *tableReader) other(line []byte, at, column int) (next int, err error) {
	text, next, err := cell(line, at, t.comma)
	if err != nil {
		return 0, fmt.Errorf("%w: %w", ErrForm, err)
	}
	return next, t.text(text, column)
}

// text takes a cell's text.
func (t *tableReader) text(text []byte, column int) (err error) {
	if column == t.skip {
		return nil
	}
	if isMissing(text) {
		return fmt.Errorf("%w: no value (%q): fill it in, or leave the row or column out", ErrForm, text)
	}
	if column == t.label && !t.reading.Regression {
		t.labels[t.row], err = t.reading.classes.number(text)
		return err
	}
	v, err := strconv.ParseFloat(string(text), 64)
	if err != nil || !finite(v) {
		return fmt.Errorf("%w: got %.40q, want a number", ErrForm, text)
	}
	if column == t.label {
		t.targets[t.row] = float32(v)
		return nil
	}
	return t.number(text, v)
}

// number takes any other value.
func (t *tableReader) number(text []byte, v float64) error {
	if t.pixels == nil {
		t.values[t.value] = float32(v)
		t.value++
		return nil
	}
	b, ok := byte(0), false
	switch {
	case t.layout.coding == integers && v >= 0 && v <= 255:
		b = byte(v)
		ok = float64(b) == v
	case t.layout.coding == unit && v >= 0:
		b, ok = unitByte(v)
	}
	if !ok {
		return t.noPixel(string(text))
	}
	t.pixels[t.value] = b
	t.value++
	return nil
}

// plausible returns an error if labels look like numbers to be predicted: many
// different ones, in a table.
func (t *tableReader) plausible() error {
	many := len(t.reading.classes.names)
	if t.labels == nil || t.pixels != nil || t.reading.classes.text || t.reading.Label != "" || many <= 30 || 10*many <= t.rows {
		return nil
	}
	return fmt.Errorf("%w: %s has %d different values in %d rows: %w (if they are classes, name the column)", ErrSet, t.name(t.label), many, t.rows, ErrNumber)
}

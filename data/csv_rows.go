package data

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"compress/gzip"
)

// Rows reads the rows of a CSV stream a few at a time, in constant memory: what is
// to be predicted of a file such as Kaggle's test.csv, or of a pipe.
type Rows struct {
	Notes []string // what was guessed, a line each, for people

	lines *lines
	first []byte // the first line, if it is a row that is still to be read
	table *tableReader
}

// NewRows reads a stream's first line, gzipped or not. Each row is to have
// height*width bytes, or, with numbers, as many numbers of any size; a column of
// labels or one that counts the rows may stand beside them: it is left out, which
// Notes say.
func NewRows(r io.Reader, height, width int, numbers bool) (*Rows, error) {
	rows := &Rows{}
	buffered := bufio.NewReaderSize(r, readBuffer)
	if start, _ := buffered.Peek(len(gzipMagic)); bytes.Equal(start, gzipMagic) {
		unpacked, err := gzip.NewReader(buffered)
		if err != nil {
			return nil, fmt.Errorf("data: rows: %w", contentError(err))
		}
		rows.lines = newLines(unpacked)
	} else {
		rows.lines = newLines(buffered)
	}
	e := &examples{height: height, width: width}
	if numbers {
		e.values = []float32{}
	} else {
		e.pixels = []byte{}
	}
	rows.table = &tableReader{examples: e, reading: &reading{}}
	if err := rows.begin(height * width); err != nil {
		return nil, fmt.Errorf("data: rows: %w", err)
	}
	return rows, nil
}

// begin finds out what the columns are.
func (r *Rows) begin(size int) error {
	line, err := r.lines.next()
	if err == io.EOF {
		return fmt.Errorf("%w: there is no line", ErrForm)
	}
	if err != nil {
		return err
	}
	s := &survey{comma: separator(line)}
	if s.first, err = cells(line, s.comma, maxColumns); err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	r.table.layout = &layout{survey: s, label: -1, skip: -1, coding: integers}
	if slices.ContainsFunc(s.first, func(text string) bool { _, err := strconv.ParseFloat(text, 64); return err != nil }) {
		s.heading = s.first
	} else {
		r.first = bytes.Clone(line)
	}
	switch extra := len(s.first) - size; {
	case extra == 0:
		return nil
	case extra != 1:
		return fmt.Errorf("%w: line 1 has %d columns, want %d", ErrForm, len(s.first), size)
	}
	return r.leaveOut(s)
}

// leaveOut finds the column that is none of the numbers.
func (r *Rows) leaveOut(s *survey) error {
	r.table.skip = slices.IndexFunc(s.heading, func(name string) bool {
		name = strings.ToLower(name)
		return slices.Contains(labelNames, name) || slices.Contains(indexNames, name)
	})
	switch {
	case r.table.skip >= 0:
		r.Notes = append(r.Notes, fmt.Sprintf("%s is left out", s.name(r.table.skip)))
	case s.heading == nil:
		r.table.skip = 0
		r.Notes = append(r.Notes, "column 1 is taken for labels and left out")
	default:
		return fmt.Errorf("%w: %d columns, one too many, and none is called label or id: there are %s", ErrLabel, len(s.first), s.columnNames())
	}
	return nil
}

// Next returns the next rows, at most n, or io.EOF after the last. The set is valid
// until the next call.
func (r *Rows) Next(n int) (*Set, error) {
	e := r.table.examples
	if need := n * e.size(); len(e.pixels)+len(e.values) < need {
		if e.pixels != nil {
			e.pixels = make([]byte, need)
		} else {
			e.values = make([]float32, need)
		}
	}
	r.table.value = 0
	done := 0
	for ; done < n; done++ {
		line, err := r.first, error(nil)
		if r.first = nil; line == nil {
			line, err = r.lines.next()
		}
		if err == io.EOF {
			break
		}
		if err == nil {
			err = r.table.line(line)
		}
		if err != nil {
			return nil, fmt.Errorf("data: rows: line %d: %w", r.lines.number, err)
		}
	}
	if done == 0 {
		return nil, io.EOF
	}
	return &Set{
		Height: e.height, Width: e.width,
		Pixels: rows(e.pixels, 0, done, e.size()), Values: rows(e.values, 0, done, e.size()),
	}, nil
}

package data

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Rows reads the rows of a CSV stream a few at a time, in constant memory: what is
// to be predicted of a file such as Kaggle's test.csv, or of a pipe.
type Rows struct {
	Notes []string // what was guessed, a line each, for people

	ID    string   // the name of a column that identifies the rows; "": there is none
	IDs   []string // its texts of the rows that Next returned last
	lines *lines
	first []byte // the first line, if it is a row that is still to be read
	table *tableReader
	order []int // of each column the place among a row's numbers, -1: none; nil: as they stand
	id    int   // the column of ID
}

// RowForm says what each row of a stream is to have: Height*Width bytes, or, with
// Numbers, as many numbers of any size. Columns are the names of these, to be found in
// the heading, if there is one, in any order among others.
type RowForm struct {
	Height, Width int
	Numbers       bool
	Columns       []string
}

// NewRows reads a stream's first line, gzipped or not. Columns that are none of the
// form's are left out, which Notes say: of rows whose columns' names are not known, one
// of labels or one that counts the rows.
func NewRows(r io.Reader, form RowForm) (*Rows, error) {
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
	e := &examples{height: form.Height, width: form.Width}
	if form.Numbers {
		e.values = []float32{}
	} else {
		e.pixels = []byte{}
	}
	rows.table = &tableReader{examples: e, reading: &reading{}}
	if err := rows.begin(form); err != nil {
		return nil, fmt.Errorf("data: rows: %w", err)
	}
	return rows, nil
}

// begin finds out what the columns are.
func (r *Rows) begin(form RowForm) error {
	line, err := r.lines.next()
	if err == io.EOF {
		return fmt.Errorf("%w: there is no line", ErrForm)
	}
	if err != nil {
		return err
	}
	line = bytes.TrimPrefix(line, []byte("# ")) // numpy.savetxt's heading
	s := &survey{comma: separator(line)}
	if s.first, err = cells(line, s.comma, maxColumns); err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	r.table.layout = &layout{survey: s, label: -1, skip: -1, coding: integers}
	isText := func(text string) bool {
		_, err := strconv.ParseFloat(text, 64)
		return err != nil && !isMissing([]byte(text))
	}
	if slices.ContainsFunc(s.first, isText) || s.counts() {
		s.heading = s.first
	} else {
		r.first = bytes.Clone(line)
	}
	size := form.Height * form.Width
	r.identify(s)
	if form.Columns != nil && s.heading != nil {
		return r.arrange(s, form.Columns)
	}
	if form.Columns != nil && len(s.first) == size {
		r.Notes = append(r.Notes, fmt.Sprintf("there is no heading: the columns are taken for %s", listed(form.Columns)))
	}
	switch extra := len(s.first) - size; {
	case extra == 0:
		return nil
	case extra != 1:
		return fmt.Errorf("%w: line 1 has %d columns, want %d", ErrForm, len(s.first), size)
	}
	return r.leaveOut(s)
}

// identify finds a column that only identifies the rows.
func (r *Rows) identify(s *survey) {
	r.id = slices.IndexFunc(s.heading, func(name string) bool {
		return name != "" && slices.Contains(indexNames, strings.ToLower(name))
	})
	if r.id >= 0 {
		r.ID = s.heading[r.id]
	}
}

// arrange finds the columns by their names, and leaves out the others.
func (r *Rows) arrange(s *survey, names []string) error {
	if name := twice(s.heading); name != "" {
		return fmt.Errorf("line 1: %w: two columns are called %.40q: rename one", ErrForm, name)
	}
	places, err := columnPlaces(s.heading, names)
	if err != nil {
		return fmt.Errorf("line 1: %w", err)
	}
	r.order = slices.Repeat([]int{-1}, len(s.heading))
	for i, column := range places {
		r.order[column] = i
	}
	var left []string
	for column, place := range r.order {
		if place < 0 {
			left = append(left, s.name(column))
		} else if column == r.id {
			r.id, r.ID = -1, "" // the model takes it for a number
		}
	}
	if left != nil {
		r.Notes = append(r.Notes, listed(left)+" left out")
	}
	return nil
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
	r.table.value, r.IDs = 0, r.IDs[:0]
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
			err = r.row(line)
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

// row reads one.
func (r *Rows) row(line []byte) error {
	if r.order == nil && r.id < 0 {
		return r.table.line(line)
	}
	t := r.table
	texts, err := cells(line, t.comma, maxColumns)
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", ErrForm, err)
	case len(texts) != len(t.first):
		return fmt.Errorf("%w: it has %d columns, want %d, as the first line", ErrForm, len(texts), len(t.first))
	case r.id >= 0:
		r.IDs = append(r.IDs, texts[r.id])
	}
	if r.order == nil {
		return t.line(line)
	}
	begin := t.value
	for column, place := range r.order {
		if place < 0 {
			continue
		}
		t.value = begin + place
		if err := t.text([]byte(texts[column]), column); err != nil {
			return fmt.Errorf("%s: %w", t.name(column), err)
		}
	}
	t.value = begin + t.size()
	return nil
}

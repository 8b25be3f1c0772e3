package data

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
)

// Bounds of a survey.
const (
	maxColumns  = 1 << 16 // an image of 256 x 256
	sampleBytes = 1 << 20 // of lines that are looked at cell by cell
	sampleLines = 1000
)

// survey is what a first pass over a CSV file finds: how many rows there are, and
// what the first of them hold.
type survey struct {
	path    string
	comma   byte
	heading []string // nil: there is none
	first   []string // the first line of all
	rows    int
	columns []column
	start   ending // the first column, in all rows
	end     ending // the last
}

// column is what the sample's rows have in a column.
type column struct {
	top, last float64
	example   string // a text
	texts     int32  // cells that are no number
	rows      int32
	bytes     bool // all are integers from 0 to 255
	units     bool // all are such divided by 255
	counting  bool // each is one more than the one above it
}

// ending is what all rows have in the first or last column.
type ending struct {
	values   map[string]bool // up to maxClasses+1
	integers bool
}

// look surveys a CSV file.
func look(f stored) (*survey, error) {
	u, err := f.open()
	if err != nil {
		return nil, err
	}
	defer u.close()
	s := &survey{path: f.path()}
	if err := s.read(newLines(u)); err != nil {
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	return s, nil
}

func (s *survey) read(l *lines) error {
	line, err := l.next()
	if err == io.EOF {
		return fmt.Errorf("%w: the file is empty", ErrForm)
	}
	if err != nil {
		return err
	}
	line = bytes.TrimPrefix(line, []byte("# ")) // numpy.savetxt's heading
	s.comma = separator(line)
	if s.first, err = cells(line, s.comma, maxColumns); err != nil {
		return fmt.Errorf("line %d: %w", l.number, err)
	}
	s.columns = make([]column, len(s.first))
	for i := range s.columns {
		s.columns[i] = column{bytes: true, units: true, counting: true}
	}
	sampled := len(line)
	for s.start.integers, s.end.integers = true, true; ; s.rows++ {
		line, err := l.next()
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
		s.start.add(line[:prefixEnd(line, s.comma)])
		s.end.add(line[bytes.LastIndexByte(line, s.comma)+1:])
		if sampled += len(line); sampled < sampleBytes && s.rows < sampleLines {
			if err := s.sample(line); err != nil {
				return fmt.Errorf("line %d: %w", l.number, err)
			}
		}
	}
	s.findHeading()
	return nil
}

func prefixEnd(line []byte, comma byte) int {
	if end := bytes.IndexByte(line, comma); end >= 0 {
		return end
	}
	return len(line)
}

// separator is what a line has most of; a space only where there is nothing else.
func separator(line []byte) byte {
	best, most := byte(' '), 0
	for _, c := range []byte(",;\t") {
		if n := bytes.Count(line, []byte{c}); n > most {
			best, most = c, n
		}
	}
	return best
}

func (s *survey) sample(line []byte) error {
	column := 0
	for at := 0; at <= len(line) && column < len(s.columns); column++ {
		text, next, err := cell(line, at, s.comma)
		if err != nil {
			return fmt.Errorf("column %d: %w: %w", column+1, ErrForm, err)
		}
		s.columns[column].add(text)
		at = next
	}
	return nil // reading it will say what is wrong
}

func (c *column) add(text []byte) {
	v, err := strconv.ParseFloat(string(text), 64)
	switch {
	case isMissing(text):
		c.counting = false
	case err != nil || !finite(v):
		if c.texts++; c.texts == 1 {
			c.example = string(text)
		}
		c.bytes, c.units, c.counting = false, false, false
	default:
		c.bytes = c.bytes && v >= 0 && v <= 255 && v == float64(byte(v))
		if c.units {
			_, c.units = unitByte(max(v, 0))
			c.units = c.units && v >= 0
		}
		c.counting = c.counting && (c.rows == 0 || v == c.last+1)
		c.top, c.last = max(c.top, v), v
	}
	c.rows++
}

// isMissing tells what pandas, R and spreadsheets write for no value.
func isMissing(text []byte) bool {
	if len(text) > 4 {
		return false
	}
	switch strings.ToLower(string(text)) {
	case "", "na", "n/a", "nan", "null", "none", "?":
		return true
	}
	return false
}

func (e *ending) add(text []byte) {
	text = bytes.Trim(bytes.TrimSpace(text), `"`)
	if len(e.values) > maxClasses || e.values[string(text)] {
		return
	}
	if e.values == nil {
		e.values = map[string]bool{}
	}
	e.values[string(text)] = true
	if _, integer, err := className(string(text)); err != nil || !integer {
		e.integers = false
	}
}

// findHeading decides whether the first line is one. If it is none, it is a row.
func (s *survey) findHeading() {
	if s.rows == 0 || s.isHeading() {
		s.heading = s.first
		return
	}
	s.rows++
	for i, text := range s.first {
		s.columns[i].counting = false // the first row came last
		s.columns[i].add([]byte(text))
	}
	s.start.add([]byte(s.first[0]))
	s.end.add([]byte(s.first[len(s.first)-1]))
}

// isHeading reports whether the first line has a text above numbers, or no number,
// or counts the columns, as pandas does that has no names.
func (s *survey) isHeading() bool {
	numbers := 0
	for i, text := range s.first {
		if _, err := strconv.ParseFloat(text, 64); err == nil {
			numbers++
			continue
		}
		if c := s.columns[i]; c.rows > 0 && c.texts == 0 && !isMissing([]byte(text)) {
			return true
		}
	}
	return numbers == 0 || s.counts()
}

// counts reports whether the first line counts the columns.
func (s *survey) counts() bool {
	names := s.first
	if names[0] == "" {
		names = names[1:]
	}
	return len(names) > 2 && counting(names)
}

// name is what a person calls a column.
func (s *survey) name(column int) string {
	if s.heading == nil || s.heading[column] == "" {
		return fmt.Sprintf("column %d", column+1)
	}
	return fmt.Sprintf("column %d (%.40s)", column+1, s.heading[column])
}

// indexNames are what a column is called that only counts the rows.
var indexNames = []string{"", "id", "index", "unnamed: 0", "imageid", "row"}

// index returns the column whose rows only count, or -1. With a heading it is told
// by its name as well.
func (s *survey) index() int {
	if s.heading == nil || s.rows < 2 {
		return -1
	}
	for i, name := range s.heading {
		if c := s.columns[i]; c.counting && c.rows > 1 && slices.Contains(indexNames, strings.ToLower(name)) {
			return i
		}
	}
	return -1
}

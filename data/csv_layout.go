package data

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// layout says what the columns of a CSV file are.
type layout struct {
	*survey
	label  int    // the column that is to be predicted; -1: none
	skip   int    // a column that only counts the rows; -1: none
	side   int    // of square images; 0: rows of numbers
	coding coding // of images
}

// width is the number of values in a row.
func (l *layout) width() int {
	width := len(l.first)
	for _, column := range []int{l.label, l.skip} {
		if column >= 0 {
			width--
		}
	}
	return width
}

// layout finds out what the columns are.
func (r *reading) layout(s *survey) (*layout, error) {
	l := &layout{survey: s, skip: s.index()}
	if s.rows == 0 {
		return nil, fmt.Errorf("%s: %w: it has a heading and no rows", s.path, ErrForm)
	}
	var err error
	if l.label, err = r.labelColumn(s, l.skip); err != nil {
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	if l.label == l.skip {
		l.skip = -1
	}
	if l.skip >= 0 {
		r.note("%s: %s only counts the rows: left out", s.path, s.name(l.skip))
	}
	if l.width() < 1 {
		return nil, fmt.Errorf("%s: %w: it has no column but the one to be predicted", s.path, ErrForm)
	}
	l.findImages()
	if name := twice(l.heading); name != "" && l.side == 0 {
		return nil, fmt.Errorf("%s: line 1: %w: two columns are called %.40q: rename one", s.path, ErrForm, name)
	}
	return l, l.check()
}

// like is the layout of a file that goes with another: a column of its label may
// be missing.
func (r *reading) like(s *survey, other *layout) (*layout, error) {
	l := &layout{survey: s, skip: s.index(), label: -1, side: other.side, coding: other.coding}
	switch {
	case other.label < 0:
	case s.heading != nil && other.heading != nil:
		l.label = slices.Index(s.heading, other.heading[other.label])
	case len(s.first) == len(other.first):
		l.label = other.label
	}
	if l.width() != other.width() {
		return nil, fmt.Errorf("%s: %w: %d columns of numbers, want %d, as in %s", s.path, ErrSet, l.width(), other.width(), other.path)
	}
	if s.heading != nil && other.heading != nil {
		ours, theirs := l.names(), other.names()
		for i, name := range ours {
			if name != theirs[i] {
				return nil, fmt.Errorf("%s: %w: a column %q where %s has %q: want the same columns in the same order", s.path, ErrSet, name, other.path, theirs[i])
			}
		}
	}
	return l, l.check()
}

// names are the heading's, of the values.
func (l *layout) names() []string {
	var names []string
	for i, name := range l.heading {
		if i != l.label && i != l.skip {
			names = append(names, name)
		}
	}
	return names
}

// pixelName is how pixels are called: pixel12, px_3_4, 12x5, 1:7, or by a number.
var pixelName = regexp.MustCompile(`^(?i:pixel|px|p|x|v|c)?[ _.:-]?\d+([ _.:x-]\d+)?$`)

// findImages tells whether rows are square images: all bytes, or bytes divided by
// 255, and not named as anything else.
func (l *layout) findImages() {
	side := squareSide(l.width())
	if side == 0 {
		return
	}
	bytes, units, top := true, true, 0.0
	for i, c := range l.columns {
		if i == l.label || i == l.skip {
			continue
		}
		if l.heading != nil && !pixelName.MatchString(l.heading[i]) {
			return
		}
		bytes, units, top = bytes && c.bytes, units && c.units, max(top, c.top)
	}
	switch {
	case bytes && top >= bright:
		l.side, l.coding = side, integers
	case units && !bytes:
		l.side, l.coding = side, unit
	}
}

// check returns an error if a column that should be numbers is not.
func (l *layout) check() error {
	for i, c := range l.columns {
		if i != l.label && i != l.skip && c.texts > 0 {
			remedy := "leave it out, or number its texts"
			whole, part, comma := strings.Cut(c.example, ",")
			if _, err := strconv.ParseFloat(whole+"."+part, 64); comma && err == nil {
				remedy = "write 0.5, not 0,5"
			}
			return fmt.Errorf("%s: %w: %s has text, such as %q: want numbers in all columns but the label's: %s", l.path, ErrForm, l.name(i), c.example, remedy)
		}
	}
	return nil
}

// labelNames are what the column is usually called that is to be predicted.
var labelNames = []string{
	"label", "labels", "class", "target", "y", "classes", "digit", "species", "variety", "category", "diagnosis", "outcome",
}

// labelColumn finds the column that is to be predicted, or returns -1 if there is
// none.
func (r *reading) labelColumn(s *survey, index int) (int, error) {
	if r.Label != "" {
		return s.column(r.Label)
	}
	for _, known := range labelNames {
		for i, name := range s.heading {
			if strings.EqualFold(name, known) {
				r.note("%s: %s is what to predict", s.path, s.name(i))
				return i, nil
			}
		}
	}
	texts := s.textColumns()
	if len(texts) == 1 {
		r.note("%s: %s has text: it is what to predict", s.path, s.name(texts[0]))
		return texts[0], nil
	}
	values := len(s.first)
	if index >= 0 {
		values--
	}
	if squareSide(values) > 0 {
		return -1, nil
	}
	if squareSide(values-1) > 0 {
		if i := s.labelAtAnEnd(); i >= 0 {
			r.note("%s: %s is what to predict: it has %d different integers", s.path, s.name(i), s.different(i))
			return i, nil
		}
	}
	return 0, fmt.Errorf("%w: name it: there are %s", ErrLabel, s.columnNames())
}

// column finds a column by its name or number.
func (s *survey) column(name string) (int, error) {
	if i := slices.Index(s.heading, name); i >= 0 {
		return i, nil
	}
	if i := slices.IndexFunc(s.heading, func(h string) bool { return strings.EqualFold(h, name) }); i >= 0 {
		return i, nil
	}
	n, err := strconv.Atoi(name)
	if n < 0 {
		n += len(s.first) + 1
	}
	if err != nil || n < 1 || n > len(s.first) {
		return 0, fmt.Errorf("%w: there is no %q: there are %s", ErrLabel, name, s.columnNames())
	}
	return n - 1, nil
}

func (s *survey) columnNames() string {
	if s.heading == nil {
		return fmt.Sprintf("%d columns without names: give its number, -1 for the last", len(s.first))
	}
	return listed(s.heading)
}

func (s *survey) textColumns() (columns []int) {
	for i, c := range s.columns {
		if c.texts > 0 {
			columns = append(columns, i)
		}
	}
	return columns
}

// labelAtAnEnd returns the first or last column if just one of them can be labels:
// a few integers, more than one. If both can, it is the one that counts from 0 or
// 1 without gaps, or the one that has far fewer of them.
func (s *survey) labelAtAnEnd() int {
	last := len(s.first) - 1
	switch start, end := s.start.few(), s.end.few(); {
	case start && !end:
		return 0
	case end && !start:
		return last
	case start && end && s.start.dense() && !s.end.dense():
		return 0
	case start && end && s.end.dense() && !s.start.dense():
		return last
	case start && end && 4*len(s.start.values) <= len(s.end.values):
		return 0
	case start && end && 4*len(s.end.values) <= len(s.start.values):
		return last
	}
	return -1
}

func (s *survey) different(column int) int {
	if column == 0 {
		return len(s.start.values)
	}
	return len(s.end.values)
}

func (e *ending) few() bool {
	return e.integers && len(e.values) > 1 && len(e.values) <= maxClasses
}

func (e *ending) dense() bool {
	var c classes
	for value := range e.values {
		if _, err := c.number([]byte(value)); err != nil {
			return false
		}
	}
	names, _ := c.ranked()
	return counting(names) || names[0] == "1" && names[len(names)-1] == strconv.Itoa(len(names))
}

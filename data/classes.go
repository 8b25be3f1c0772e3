package data

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// maxClasses is how many a label of one byte can tell apart.
const maxClasses = 256

// classes are the labels of a data set by what its files call them, numbered as
// they come until ranked puts them in order.
type classes struct {
	names   []string
	numbers map[string]byte
	text    bool // one of them is no integer
}

// number returns the number of a class. A name that is an integer is taken in its
// usual spelling.
func (c *classes) number(name []byte) (byte, error) {
	if n, ok := c.numbers[string(name)]; ok {
		return n, nil
	}
	text, integer, err := className(string(name))
	if err != nil {
		return 0, err
	}
	n, ok := c.numbers[text]
	if !ok {
		if len(c.names) == maxClasses {
			return 0, fmt.Errorf("%w: label %q is the %dth that differs, want at most %d classes: %w",
				ErrSet, text, maxClasses+1, maxClasses, ErrNumber)
		}
		n = byte(len(c.names))
		c.names = append(c.names, text)
		c.text = c.text || !integer
	}
	if c.numbers == nil {
		c.numbers = map[string]byte{}
	}
	if len(c.numbers) < 4*maxClasses { // also other spellings, for speed
		c.numbers[string(name)] = n
	}
	c.numbers[text] = n
	return n, nil
}

// className returns what a label is called: an integer in its usual spelling, or
// a text.
func className(name string) (text string, integer bool, err error) {
	v, err := strconv.ParseFloat(name, 64)
	switch {
	case name == "":
		return "", false, fmt.Errorf("%w: no label", ErrSet)
	case err != nil:
		return name, false, nil
	case v != math.Trunc(v) || math.Abs(v) >= 1<<53:
		return "", false, fmt.Errorf("%w: label %q is no class: want an integer or a text: %w", ErrSet, name, ErrNumber)
	}
	return strconv.FormatInt(int64(v), 10), true, nil
}

// ranked puts the classes in order, integers by size and texts by spelling, and
// returns the place of each number.
func (c *classes) ranked() (names []string, places [maxClasses]byte) {
	names = slices.Clone(c.names)
	slices.SortFunc(names, func(a, b string) int {
		if c.text {
			return cmp.Compare(a, b)
		}
		x, _ := strconv.ParseInt(a, 10, 64)
		y, _ := strconv.ParseInt(b, 10, 64)
		return cmp.Compare(x, y)
	})
	for place, name := range names {
		places[c.numbers[name]] = byte(place)
	}
	return names, places
}

// counting reports whether names are 0, 1, 2 and so on: labels as they are.
func counting(names []string) bool {
	for i, name := range names {
		if name != strconv.Itoa(i) {
			return false
		}
	}
	return true
}

// listed shows names, but not all of many.
func listed(names []string) string {
	if len(names) > 12 {
		return strings.Join(names[:6], ", ") + ", … " + strings.Join(names[len(names)-2:], ", ")
	}
	return strings.Join(names, ", ")
}

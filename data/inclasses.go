package data

import (
	"fmt"
	"slices"
	"strconv"
)

// InClasses returns the set with its labels counted among that many classes of
// those names, which are a model's; nil names are the numbers from 0. It is an
// error that wraps ErrSet if a class of the set is not among them.
func (s *Set) InClasses(classes int, names []string) (*Set, error) {
	if names == nil {
		names = numbered(classes)
	}
	ours := s.ClassNames
	if ours == nil {
		ours = numbered(s.Classes)
	}
	places := make([]byte, len(ours))
	for i, name := range ours {
		place := slices.Index(names, name)
		if place < 0 {
			return nil, fmt.Errorf("data: %s: %w: class %s is not among %s", s.Name, ErrSet, name, listed(names))
		}
		places[i] = byte(place)
	}
	counted := *s
	counted.Classes, counted.ClassNames = classes, names
	if counting(names) {
		counted.ClassNames = nil
	}
	counted.Labels = make([]byte, len(s.Labels))
	for i, label := range s.Labels {
		counted.Labels[i] = places[label]
	}
	return &counted, nil
}

func numbered(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = strconv.Itoa(i)
	}
	return names
}

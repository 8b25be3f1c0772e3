package data

import (
	"fmt"
	"slices"
	"strings"
)

// InColumns returns a table with its columns in the order of those names, which are a
// model's, a copy if need be. Where the set or the model has none, it is the set as it
// is. An error that wraps ErrSet names a column that is missing.
func (s *Set) InColumns(names []string) (*Set, error) {
	if names == nil || s.Columns == nil || slices.Equal(names, s.Columns) {
		return s, nil
	}
	places, err := columnPlaces(s.Columns, names)
	if err != nil {
		return nil, fmt.Errorf("data: %s: %w", s.Name, err)
	}
	ordered := *s
	ordered.Columns, ordered.Width = names, len(names)
	ordered.Values = make([]float32, 0, s.Len()*len(names))
	for i := range s.Len() {
		values := row(s.Values, i, s.Width)
		for _, place := range places {
			ordered.Values = append(ordered.Values, values[place])
		}
	}
	return &ordered, nil
}

// columnPlaces returns where in a heading each of the names stands.
func columnPlaces(heading, names []string) ([]int, error) {
	places := make([]int, len(names))
	for i, name := range names {
		places[i] = slices.Index(heading, name)
		if places[i] < 0 {
			places[i] = slices.IndexFunc(heading, func(h string) bool { return strings.EqualFold(h, name) })
		}
		if places[i] < 0 {
			return nil, fmt.Errorf("%w: there is no column %.40q, which the model was trained with: there are %s", ErrSet, name, listed(heading))
		}
	}
	return places, nil
}

// twice returns a name that a heading has more than once, "" if there is none.
func twice(heading []string) string {
	seen := map[string]bool{}
	for _, name := range heading {
		if seen[name] && name != "" {
			return name
		}
		seen[name] = true
	}
	return ""
}

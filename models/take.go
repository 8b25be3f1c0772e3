package models

import (
	"fmt"
	"regexp"
	"strings"
)

// Take copies another model's parameters and state whose names match into this one's of
// the same names, for fine-tuning, and returns the names, in order. match is a regular
// expression (package regexp) that is found in a name, as those of optim.Groups are:
// "^dense/" is the first dense layer, "" all. It is an error if none matches, or if one
// that does has no place here or another shape; nothing is copied then.
func (m *Model) Take(from *Model, match string) ([]string, error) {
	expression, err := regexp.Compile(match)
	if err != nil {
		return nil, fmt.Errorf("models: take: %w", err)
	}
	var names []string
	for name, t := range from.Params.All() {
		if !expression.MatchString(name) {
			continue
		}
		to := m.Params.Get(name)
		switch {
		case to == nil:
			return nil, fmt.Errorf("models: take: got %s, which this model has not: it has %s", name, strings.Join(m.Params.Names(), ", "))
		case !to.Shape().Eq(t.Shape()):
			return nil, fmt.Errorf("models: take: got %s of %v, this model's is %v", name, t.Shape(), to.Shape())
		}
		names = append(names, name)
	}
	if names == nil {
		return nil, fmt.Errorf("models: take: %q matches none of %s", match, strings.Join(from.Params.Names(), ", "))
	}
	for _, name := range names {
		copy(m.Params.Get(name).Float32s(), from.Params.Get(name).Float32s())
	}
	return names, nil
}

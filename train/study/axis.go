package study

import (
	"strconv"
)

// Axis is a dimension of the space.
type Axis struct {
	Name string                  // as the command line has it
	Text func(s Settings) string // the settings' value, as the command line has it; "" for no dropout
}

// Axes returns all dimensions, in a table's order.
func Axes() []Axis {
	return []Axis{
		{"arch", func(s Settings) string { return s.Arch }},
		{"units", Settings.UnitsText},
		{"activation", func(s Settings) string { return s.Activation }},
		{"optimizer", func(s Settings) string { return s.Optimizer }},
		{"lr", func(s Settings) string { return number(s.LearningRate) }},
		{"batch", func(s Settings) string { return strconv.Itoa(s.Batch) }},
		{"dropout", func(s Settings) string {
			if s.Dropout == nil {
				return ""
			}
			return number(*s.Dropout)
		}},
	}
}

// Varied parts the axes into those on which the settings differ and those on
// which they are all the same.
func Varied(settings []Settings) (varied, fixed []Axis) {
	for _, a := range Axes() {
		if len(Values(a, settings)) > 1 {
			varied = append(varied, a)
		} else {
			fixed = append(fixed, a)
		}
	}
	return varied, fixed
}

// Values returns the different values that settings have on an axis, in the order
// of their first appearance.
func Values(a Axis, settings []Settings) (values []string) {
	seen := map[string]bool{}
	for _, s := range settings {
		if v := a.Text(s); !seen[v] {
			seen[v] = true
			values = append(values, v)
		}
	}
	return values
}

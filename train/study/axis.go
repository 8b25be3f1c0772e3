package study

import (
	"slices"
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

// Chosen returns the axes for which the space has more than one value. On others
// settings may differ too, as optimizers differ in the learning rate they have if
// none is given: that follows from these.
func (s Space) Chosen() (chosen []Axis) {
	several := map[string]bool{
		"arch": len(s.Arch) > 1, "units": len(s.Units) > 1 || slices.ContainsFunc(s.Units, func(u Shape) bool { return !u.single() }),
		"activation": len(s.Activation) > 1, "optimizer": len(s.Optimizer) > 1,
		"lr": severalOf(s.LearningRate), "batch": severalOf(s.Batch), "dropout": severalOf(s.Dropout),
	}
	return slices.DeleteFunc(Axes(), func(a Axis) bool { return !several[a.Name] })
}

func severalOf(ranges []Range) bool {
	return len(ranges) > 1 || len(ranges) == 1 && !ranges[0].single()
}

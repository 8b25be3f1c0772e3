package augment

import (
	"fmt"
	"strings"
)

// Settings say how far images are changed. Each change is drawn evenly from its
// range. The zero value changes nothing. Pixels are those of a 28x28 image; on
// others they count for as large a part of it.
type Settings struct {
	Rotation float64 // degrees, either way
	Shear    float64 // x moves by up to this share of y, either way
	Aspect   float64 // width is stretched against height by up to e^±Aspect
	Scale    float64 // size varies by up to this share of it
	Shift    float64 // pixels, either way, along each axis
	Elastic  float64 // root mean square of the displacement, pixels along each axis
	Thinner  float64 // pixels by which a stroke's edge may recede, 0 to 1
	Thicker  float64 // pixels by which it may advance, 0 to 1
	Strokes  float64 // how often a 1, 4 or 7 is written in another way, 0 to 1 (a 4 a quarter as often)
}

// Light bends images a little. It suits any data set.
var Light = Settings{Rotation: 10, Shear: 0.15, Aspect: 0.1, Scale: 0.05, Shift: 1, Elastic: 0.6}

// Full is for people's own digits: other hands, other pens, other schools.
var Full = Settings{
	Rotation: 15, Shear: 0.3, Aspect: 0.25, Scale: 0.08, Shift: 1.5, Elastic: 1,
	Thinner: 0.9, Thicker: 0.9, Strokes: 0.5,
}

var names = []struct {
	name     string
	settings Settings
}{{"off", Settings{}}, {"light", Light}, {"full", Full}}

// Names returns the names that Named knows: off, light, full.
func Names() []string {
	var list []string
	for _, n := range names {
		list = append(list, n.name)
	}
	return list
}

// Named returns the settings of that name.
func Named(name string) (Settings, error) {
	for _, n := range names {
		if n.name == name {
			return n.settings, nil
		}
	}
	return Settings{}, fmt.Errorf("augment: got %q, want one of %s", name, strings.Join(Names(), ", "))
}

// Check reports a setting out of its range.
func (s Settings) Check() error {
	for _, v := range []struct {
		name         string
		value, limit float64
	}{
		{"Rotation", s.Rotation, 180},
		{"Shear", s.Shear, 1},
		{"Aspect", s.Aspect, 1},
		{"Scale", s.Scale, 0.5},
		{"Shift", s.Shift, 14},
		{"Elastic", s.Elastic, 4},
		{"Thinner", s.Thinner, 1},
		{"Thicker", s.Thicker, 1},
		{"Strokes", s.Strokes, 1},
	} {
		if !(v.value >= 0 && v.value <= v.limit) {
			return fmt.Errorf("augment: %s: got %v, want 0 to %v", v.name, v.value, v.limit)
		}
	}
	return nil
}

// String lists what is changed, for people: "rotation 15°, shear 0.3".
func (s Settings) String() string {
	var parts []string
	for _, v := range []struct {
		format string
		value  float64
	}{
		{"rotation ±%g°", s.Rotation},
		{"shear ±%g", s.Shear},
		{"aspect e^±%g", s.Aspect},
		{"scale ±%g", s.Scale},
		{"shift ±%g px", s.Shift},
		{"elastic %g px", s.Elastic},
		{"strokes up to %g px thinner", s.Thinner},
		{"or %g px thicker", s.Thicker},
		{"other ways to write 1, 4 and 7, at a rate of %g", s.Strokes},
	} {
		if v.value != 0 {
			parts = append(parts, fmt.Sprintf(v.format, v.value))
		}
	}
	if len(parts) == 0 {
		return "none"
	}
	return strings.Join(parts, ", ")
}

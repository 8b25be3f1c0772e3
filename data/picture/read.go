package picture

import "slices"

// Stage is what one step of the reading gave.
type Stage struct {
	Name    string
	Picture *Gray
	IsInk   bool // the picture is of ink, not of lightness
}

// Read makes a picture of a digit into an image like MNIST's: 28 x 28 bytes,
// row-major, 0 for paper. ErrBlank if there is nothing on the paper.
func Read(g *Gray) ([]byte, error) {
	stages, err := Stages(g)
	if err != nil {
		return nil, err
	}
	return stages[len(stages)-1].Picture.Bytes(), nil
}

// Stages does what Read does and returns the picture after every step, first
// the one that it was given.
func Stages(g *Gray) ([]Stage, error) {
	stages := []Stage{{Name: "picture", Picture: g}}
	add := func(name string, p *Gray, ink bool) *Gray {
		stages = append(stages, Stage{name, p, ink})
		return p
	}
	if flat(g) {
		return stages, ErrBlank
	}
	light, dark := Invert(g)
	if dark {
		add("negative", light, false)
	}
	ink := add("ink", Ink(light), true)
	if plain, ruled := Unruled(ink); ruled {
		ink = add("without lines", plain, true)
	}
	clean, err := Cleaned(ink)
	if err != nil {
		return stages, err
	}
	add("strokes", clean, true)
	cropped, err := Cropped(clean)
	if err != nil {
		return stages, err
	}
	pen := Penned(cropped)
	add("pen", pen, true)
	add("box", Boxed(pen), true)
	add("centred", Centered(stages[len(stages)-1].Picture), true)
	return stages, nil
}

// flat reports whether a picture has less contrast than any pen gives.
func flat(g *Gray) bool {
	const contrast = 0.04
	return slices.Max(g.Pix)-slices.Min(g.Pix) < contrast
}

// Naive is what tutorials do: the picture scaled to 28 x 28 as it is, white for
// ink.
func Naive(g *Gray) []byte { return resized(g, Size, Size).Bytes() }

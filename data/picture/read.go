package picture

import "slices"

// Stage is what one step of the reading gave.
type Stage struct {
	Name    string
	Picture *Gray
	IsInk   bool // the picture is of ink, not of lightness
}

// Reading is what was made of a picture.
type Reading struct {
	Image  []byte // like MNIST's: 28 x 28, row-major, 0 for paper
	Digits int    // how many there seem to be: of more than one, Image shows all
}

// Read makes a picture of a digit into an image like MNIST's. ErrBlank if there is
// nothing on the paper.
func Read(g *Gray) (Reading, error) {
	stages, err := Stages(g)
	if err != nil {
		return Reading{}, err
	}
	strokes := stages[slices.IndexFunc(stages, func(s Stage) bool { return s.Name == strokesStage })]
	return Reading{stages[len(stages)-1].Picture.Bytes(), several(strokes.Picture)}, nil
}

const strokesStage = "strokes"

// Stages does what Read does and returns the picture after every step, first
// the one that it was given.
func Stages(g *Gray) ([]Stage, error) {
	stages := []Stage{{Name: "picture", Picture: g}}
	add := func(name string, p *Gray, ink bool) *Gray {
		stages = append(stages, Stage{name, p, ink})
		return p
	}
	if g.Flat() {
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
	add(strokesStage, clean, true)
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

// Flat reports whether the picture has less contrast than any pen gives.
func (g *Gray) Flat() bool {
	const contrast = 0.04
	return slices.Max(g.Pix)-slices.Min(g.Pix) < contrast
}

// Naive is what tutorials do: the picture scaled to 28 x 28 as it is, white for
// ink.
func Naive(g *Gray) []byte { return resized(g, Size, Size).Bytes() }

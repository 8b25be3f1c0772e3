package main

import (
	"cmp"
	"fmt"
	"image"
	"image/png"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"digits/data"
	"digits/data/picture"
	"digits/internal/whole"
	"digits/models/reader"
)

// explainPicture writes one picture: what each step gave, and the training digits
// that are nearest to the last; as far as the steps came, of a picture that is refused.
func (p *printer) explainPicture(path string, g *picture.Gray, a reader.Answer, refused error) error {
	stages, err := picture.Stages(g)
	if err != nil && refused == nil {
		return err
	}
	var tiles []tile
	for _, s := range stages {
		shown := s.Picture
		if s.IsInk { // as on paper
			shown = negative(shown)
		}
		tiles = append(tiles, tile{shown, s.Name})
	}
	steps, says := len(tiles), fmt.Sprint(refused)
	if refused == nil {
		near, err := p.nearest.to(a.Pixels)
		if err != nil {
			return err
		}
		tiles, says = append(tiles, near...), p.says(a)
	}
	file := filepath.Join(p.explain, beside(path)+"-explained.png")
	if err := writePNG(file, sheet(tiles, steps, fmt.Sprintf("%s: %s", filepath.Base(path), says))); err != nil {
		return err
	}
	if !p.json {
		_, err = fmt.Fprintf(p.w, "Wrote %s\n", file)
		return err
	}
	return nil
}

// beside is a picture's name without its folder and ending.
func beside(path string) string {
	if path == "-" {
		return "stdin"
	}
	return strings.TrimSuffix(filepath.Base(path), filepath.Ext(path))
}

func writePNG(path string, img image.Image) error {
	return whole.Write(path, func(w io.Writer) error { return png.Encode(w, img) })
}

func negative(g *picture.Gray) *picture.Gray {
	out := picture.NewGray(g.Height, g.Width)
	for i, v := range g.Pix {
		out.Pix[i] = 1 - v
	}
	return out
}

// nearest knows MNIST's training digits, once they are asked for.
type nearest struct{ set *data.Set }

// to returns the training digits with the least sum of squared differences.
func (n *nearest) to(pixels []byte) ([]tile, error) {
	const count = 5
	if n.set == nil {
		source, err := data.MNIST("")
		if err != nil {
			return nil, err
		}
		n.set = source.Train
	}
	type distance struct{ image, sum int }
	distances := make([]distance, n.set.Len())
	for i := range distances {
		sum := 0
		for k, v := range n.set.Image(i) {
			d := int(v) - int(pixels[k])
			sum += d * d
		}
		distances[i] = distance{i, sum}
	}
	slices.SortFunc(distances, func(a, b distance) int {
		return cmp.Or(cmp.Compare(a.sum, b.sum), cmp.Compare(a.image, b.image))
	})
	var tiles []tile
	for _, d := range distances[:count] {
		g := picture.FromBytes(picture.Size, picture.Size, n.set.Image(d.image))
		tiles = append(tiles, tile{negative(g), fmt.Sprintf("near: a %d", n.set.Labels[d.image])})
	}
	return tiles, nil
}

package main

import (
	"io"
	"path/filepath"

	"digits/internal/whole"
	"digits/train/plot/space"
)

// page writes paths on the surface as a page that turns under the mouse.
func (n *notebook) page(s settings, paths []namedPath, name string) error {
	if s.plot == "" {
		return nil
	}
	f := space.Figure{
		Title: "Gradient descent on the error of two weights",
		Text:  "E(w1, w2) = ((w1 - 1)² + (w2 + 1)²) / 2, lowest at (1, -1)",
		Func:  func(x, y float64) float64 { return pairError([2]float64{x, y}) },
		Low:   [2]float64{surfaceLow, surfaceLow}, High: [2]float64{surfaceHigh, surfaceHigh},
	}
	for _, p := range paths {
		f.Paths = append(f.Paths, space.Path{Name: p.name, At: p.at})
	}
	path := filepath.Join(s.plot, name+".html")
	if err := whole.Write(path, func(w io.Writer) error { return space.Write(w, f) }); err != nil {
		return err
	}
	n.text("Page that turns under the mouse: " + path)
	return nil
}

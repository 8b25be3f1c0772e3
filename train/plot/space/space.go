// Package space draws a function of two weights, and paths on it, as an HTML
// page that turns under the mouse or a finger. A page is one file that needs no
// network.
package space

import (
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"io"
	"math"
)

// Figure is what a page shows.
type Figure struct {
	Title string
	Text  string // below the title

	Func      func(x, y float64) float64
	Low, High [2]float64 // corners of the part that is drawn
	Points    int        // along each side; 0: 61
	Paths     []Path
}

// Path is a named line on the surface.
type Path struct {
	Name string
	At   [][2]float64
}

const (
	defaultPoints = 61
	mostPoints    = 301
	pathPoints    = 500 // more are thinned out: a page must stay light
)

//go:embed page.html
var pageText string

//go:embed echarts/echarts.min.js
var echarts string

//go:embed echarts/echarts-gl.min.js
var echartsGL string

var page = template.Must(template.New("page").Parse(pageText))

// Write writes the page. Heights that are no numbers, and corners out of order,
// are errors.
func Write(w io.Writer, f Figure) error {
	if f.Points == 0 {
		f.Points = defaultPoints
	}
	if f.Func == nil || f.Points < 2 || f.Points > mostPoints || !(f.Low[0] < f.High[0] && f.Low[1] < f.High[1]) {
		return fmt.Errorf("space: got %d points from %v to %v, want a function, 2 to %d points, a low corner below the high one", f.Points, f.Low, f.High, mostPoints)
	}
	surface, err := f.surface()
	if err != nil {
		return err
	}
	paths := make([]line, len(f.Paths))
	for i, p := range f.Paths {
		if paths[i], err = f.line(p); err != nil {
			return err
		}
	}
	return page.Execute(w, map[string]any{
		"Title": f.Title, "Text": f.Text, "Surface": surface, "Paths": paths, "Low": f.Low, "High": f.High,
		"ECharts": template.JS(echarts), "GL": template.JS(echartsGL),
	})
}

// line is a path with its heights, as the page reads it.
type line struct {
	Name string       `json:"name"`
	At   [][3]float64 `json:"at"`
}

func (f Figure) surface() ([][3]float64, error) {
	points := make([][3]float64, 0, f.Points*f.Points)
	along := func(axis, i int) float64 {
		return f.Low[axis] + (f.High[axis]-f.Low[axis])*float64(i)/float64(f.Points-1)
	}
	for j := range f.Points {
		for i := range f.Points {
			p, err := f.point(along(0, i), along(1, j))
			if err != nil {
				return nil, err
			}
			points = append(points, p)
		}
	}
	return points, nil
}

// line thins out a long path and keeps its end.
func (f Figure) line(p Path) (line, error) {
	if len(p.At) == 0 {
		return line{}, errors.New("space: got a path without points")
	}
	l, every := line{Name: p.Name}, len(p.At)/pathPoints+1
	for i, w := range p.At {
		if i%every != 0 && i != len(p.At)-1 {
			continue
		}
		at, err := f.point(w[0], w[1])
		if err != nil {
			return l, err
		}
		l.At = append(l.At, at)
	}
	return l, nil
}

func (f Figure) point(x, y float64) ([3]float64, error) {
	z := f.Func(x, y)
	for _, v := range []float64{x, y, z} {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return [3]float64{}, fmt.Errorf("space: got %v at (%v, %v), want finite numbers", z, x, y)
		}
	}
	return [3]float64{x, y, z}, nil
}

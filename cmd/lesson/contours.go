package main

import (
	"io"
	"path/filepath"

	gonum "gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"digits/internal/whole"
	"digits/optim/surface"
	"digits/train/plot"
	"digits/train/plot/space"
)

// namedPath is where an optimizer's weights went.
type namedPath struct {
	name string
	at   [][2]float64
}

// draw draws paths on a surface, seen from above with its contours and, as a page
// that turns under the mouse, in space.
func (n *notebook) draw(s settings, f surface.Surface, title, name string, paths []namedPath) error {
	if s.plot == "" {
		return nil
	}
	f.Low, f.High = frame(f, paths)
	for _, p := range paths {
		if inside := len(within(p.at, f, 0)); inside < len(p.at) {
			n.text("The path of %s leaves the drawing after step %d.", p.name, inside-1)
		}
	}
	if err := n.contours(s, f, title, name, paths); err != nil {
		return err
	}
	return n.page(s, f, title, name, paths)
}

// within returns the beginning of a path that lies in the surface's drawing and
// so many times its size around it, and at least its start.
func within(path [][2]float64, f surface.Surface, around float64) [][2]float64 {
	for i, w := range path {
		for axis, v := range w {
			margin := around * (f.High[axis] - f.Low[axis])
			if i > 0 && !(v >= f.Low[axis]-margin && v <= f.High[axis]+margin) {
				return path[:i]
			}
		}
	}
	return path
}

func (n *notebook) contours(s settings, f surface.Surface, title, name string, paths []namedPath) error {
	p := plot.New(title, "w1", "w2")
	plot.AddContours(p, height(f), f.Low, f.High)
	for i, path := range paths {
		if err := addPath(p, i, namedPath{path.name, within(path.at, f, 100)}); err != nil {
			return err
		}
	}
	if err := addEnds(p, f, paths); err != nil {
		return err
	}
	p.X.Min, p.X.Max, p.Y.Min, p.Y.Max = f.Low[0], f.High[0], f.Low[1], f.High[1] // not the paths'
	p.Legend.Top, p.Legend.Left = false, true                                     // the paths come from above
	p.Legend.XOffs, p.Legend.YOffs = vg.Points(8), vg.Points(8)
	return n.picture(s, p, 15*vg.Centimeter, 14*vg.Centimeter, name)
}

// frame is the part that is drawn: the surface's, and as much around it, up to its own
// size, as paths go through.
func frame(f surface.Surface, paths []namedPath) (low, high [2]float64) {
	low, high = f.Low, f.High
	for _, path := range paths {
		for _, w := range within(path.at, f, 1) {
			for axis, v := range w {
				margin := 0.05 * (f.High[axis] - f.Low[axis])
				if v < f.Low[axis] {
					low[axis] = min(low[axis], v-margin)
				}
				if v > f.High[axis] {
					high[axis] = max(high[axis], v+margin)
				}
			}
		}
	}
	return low, high
}

// addPath draws a path as a line, with its steps where they are few, and a marker where
// it ends.
func addPath(p *gonum.Plot, i int, path namedPath) error {
	const few = 200
	points := make(plotter.XYs, 0, len(path.at))
	for _, w := range path.at {
		points = append(points, plotter.XY{X: w[0], Y: w[1]})
	}
	line, err := plotter.NewLine(points)
	if err != nil {
		return err
	}
	line.LineStyle = plot.Line(i)
	end, err := plotter.NewScatter(points[len(points)-1:])
	if err != nil {
		return err
	}
	end.GlyphStyle = plot.Marker(i)
	p.Add(line, end)
	p.Legend.Add(path.name, line, end)
	if len(points) > few {
		return nil
	}
	steps, err := plotter.NewScatter(points)
	if err != nil {
		return err
	}
	line.Width = vg.Points(0.8)
	steps.GlyphStyle = draw.GlyphStyle{Color: line.Color, Radius: vg.Points(2), Shape: draw.CircleGlyph{}}
	p.Add(steps)
	return nil
}

// addEnds marks where the paths start, and where the surface is lowest.
func addEnds(p *gonum.Plot, f surface.Surface, paths []namedPath) error {
	for _, mark := range []struct {
		name  string
		shape draw.GlyphDrawer
		at    plotter.XYs
	}{{"start", draw.RingGlyph{}, starts(paths)}, {"minimum", draw.CrossGlyph{}, lowest(f)}} {
		if len(mark.at) == 0 {
			continue
		}
		points, err := plotter.NewScatter(mark.at)
		if err != nil {
			return err
		}
		points.GlyphStyle = draw.GlyphStyle{Color: plot.Black, Radius: vg.Points(5), Shape: mark.shape}
		p.Add(points)
		p.Legend.Add(mark.name, points)
	}
	return nil
}

func starts(paths []namedPath) (at plotter.XYs) {
	for _, path := range paths {
		at = append(at, plotter.XY{X: path.at[0][0], Y: path.at[0][1]})
	}
	return at
}

func lowest(f surface.Surface) (at plotter.XYs) {
	for _, m := range f.Minima {
		at = append(at, plotter.XY{X: m.X[0], Y: m.X[1]})
	}
	return at
}

// page writes paths on the surface as a page that turns under the mouse.
func (n *notebook) page(s settings, f surface.Surface, title, name string, paths []namedPath) error {
	figure := space.Figure{Title: title, Func: height(f), Low: f.Low, High: f.High}
	for _, p := range paths {
		figure.Paths = append(figure.Paths, space.Path{Name: p.name, At: within(p.at, f, 0)})
	}
	path := filepath.Join(s.plot, name+".html")
	if err := whole.Write(path, func(w io.Writer) error { return space.Write(w, figure) }); err != nil {
		return err
	}
	n.text("Page that turns under the mouse: " + path)
	return nil
}

func height(f surface.Surface) func(x, y float64) float64 {
	return func(x, y float64) float64 { return f.Func([]float64{x, y}) }
}

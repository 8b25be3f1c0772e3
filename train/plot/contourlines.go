package plot

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// contourLines draws the lines of levels, square by square of the grid (marching
// squares): where a level passes between two neighbouring corners it crosses the
// side between them, at the place that linear interpolation gives.
type contourLines struct {
	*heights
	levels []float64
}

// Plot draws the lines.
func (l *contourLines) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	c.SetColor(color.Gray{Y: 90})
	c.SetLineWidth(vg.Points(0.6))
	for _, level := range l.levels {
		var path vg.Path
		l.segments(level, func(x0, y0, x1, y1 float64) {
			path.Move(vg.Point{X: toX(x0), Y: toY(y0)})
			path.Line(vg.Point{X: toX(x1), Y: toY(y1)})
		})
		if len(path) > 0 {
			c.Stroke(path)
		}
	}
}

// segments calls draw for each piece of a level's line.
func (l *contourLines) segments(level float64, draw func(x0, y0, x1, y1 float64)) {
	columns, rows := l.Dims()
	for r := range rows - 1 {
		for c := range columns - 1 {
			crossings := l.crossings(c, r, level)
			for i := 0; i+1 < len(crossings); i += 2 { // four at a saddle: two pieces
				draw(crossings[i][0], crossings[i][1], crossings[i+1][0], crossings[i+1][1])
			}
		}
	}
}

// crossings returns where the level crosses the sides of a square, in the order
// of the sides.
func (l *contourLines) crossings(c, r int, level float64) [][2]float64 {
	corners := [4][2]int{{c, r}, {c + 1, r}, {c + 1, r + 1}, {c, r + 1}}
	var found [][2]float64
	for i, from := range corners {
		to := corners[(i+1)%4]
		a, b := l.Z(from[0], from[1])-level, l.Z(to[0], to[1])-level
		if (a < 0) == (b < 0) {
			continue
		}
		t := a / (a - b)
		found = append(found, [2]float64{
			l.X(from[0]) + t*(l.X(to[0])-l.X(from[0])), l.Y(from[1]) + t*(l.Y(to[1])-l.Y(from[1])),
		})
	}
	return found
}

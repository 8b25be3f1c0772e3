package terminal

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// Series is a named curve of a chart.
type Series struct {
	Name   string
	Values []float64
}

// Chart is a small picture of curves over the same x, each drawn with a glyph
// of its own.
type Chart struct {
	Series []Series
	X      []float64 // of the values; nil: 1, 2, 3 …
	Label  string    // of the x axis: "epoch"
	LogX   bool      // x runs by factors; all X are above 0
	Height int       // in lines, without axis and legend; 0: 8
}

// glyphs tell the series apart without colour; both is where two meet.
var glyphs = [...]rune{'●', '○', '▲', '△', '■', '□'}

const both = '◉'

// widestChart keeps a chart of few epochs from being stretched over the screen.
const widestChart = 72

// Chart draws a chart: a legend, the curves with the values of three heights
// beside them, and the x axis. Values that are not finite are left out; a chart
// without any is empty.
func (s Screen) Chart(c Chart) string {
	p, ok := c.plot(min(s.width(), widestChart))
	if !ok {
		return ""
	}
	var b strings.Builder
	b.WriteString(p.legend() + "\n")
	for y, row := range p.cells {
		mark := "┤"
		if p.labels[y] == "" {
			mark = "│"
		}
		fmt.Fprintf(&b, "%*s %s%s\n", p.margin, p.labels[y], mark, strings.TrimRight(string(row), " "))
	}
	fmt.Fprintf(&b, "%*s └%s\n", p.margin, "", strings.Repeat("─", p.columns))
	fmt.Fprintf(&b, "%*s  %s\n", p.margin, "", p.axis())
	return b.String()
}

// plot is a chart laid out in columns and lines.
type plot struct {
	Chart
	width           int      // at most, of a line
	margin, columns int      // of the values' labels, and of the curves
	labels          []string // of the lines, "" for none
	cells           [][]rune
	lo, hi          float64 // of y
	left, right     float64 // of x
}

func (c Chart) plot(width int) (p plot, ok bool) {
	p = plot{Chart: c, width: width, lo: math.Inf(1), hi: math.Inf(-1)}
	if p.Height < 2 {
		p.Height = 8
	}
	points := 0
	for _, series := range c.Series {
		lo, hi := span(series.Values)
		p.lo, p.hi = min(p.lo, lo), max(p.hi, hi)
		points = max(points, len(series.Values))
	}
	if p.lo > p.hi {
		return p, false
	}
	for i := len(p.X); i < points; i++ {
		p.X = append(p.X[:i:i], float64(i+1))
	}
	p.left, p.right = span(p.X[:points])
	p.scale()
	p.columns = max(2, min(width-p.margin-5-utf8.RuneCountInString(p.Label), p.wanted(points)))
	p.draw()
	return p, true
}

// wanted is how many columns the points deserve.
func (p *plot) wanted(points int) int {
	const apart = 6
	return max(30, apart*(points-1)+1)
}

// scale labels the top, the middle and the bottom line.
func (p *plot) scale() {
	if p.hi == p.lo {
		around := math.Abs(p.hi) / 10
		if around == 0 {
			around = 1
		}
		p.lo, p.hi = p.lo-around, p.hi+around
	}
	p.labels = make([]string, p.Height)
	write := significant
	if r := p.hi - p.lo; r > 1e-6 && r < 1e6 && math.Abs(p.hi) < 1e6 {
		write = withDecimals(max(0, 2-int(math.Floor(math.Log10(r)))))
	}
	for _, y := range []int{0, (p.Height - 1) / 2, p.Height - 1} {
		down := float64(y) / float64(p.Height-1)
		v := p.hi*(1-down) + p.lo*down
		p.labels[y] = write(v)
		p.margin = max(p.margin, len(p.labels[y]))
	}
}

func significant(v float64) string { return fmt.Sprintf("%.3g", v) }

func withDecimals(n int) func(float64) string {
	return func(v float64) string { return fmt.Sprintf("%.*f", n, v) }
}

// draw puts the points into the cells.
func (p *plot) draw() {
	p.cells = make([][]rune, p.Height)
	for y := range p.cells {
		p.cells[y] = []rune(strings.Repeat(" ", p.columns))
	}
	for i, series := range p.Series {
		glyph := glyphs[i%len(glyphs)]
		for k, v := range series.Values {
			if !finite(v) || !finite(p.X[k]) {
				continue
			}
			at := &p.cells[p.line(v)][p.column(p.X[k])]
			if *at != ' ' && *at != glyph {
				*at = both
				continue
			}
			*at = glyph
		}
	}
}

// line is where y lies, also where the range is too large for a float64.
func (p *plot) line(y float64) int {
	top := float64(p.Height - 1)
	line := math.Round((p.hi/2 - y/2) / (p.hi/2 - p.lo/2) * top)
	if !(line > 0) { // 0/0 of the least numbers that there are
		return 0
	}
	return int(min(line, top))
}

// column is where x lies.
func (p *plot) column(x float64) int {
	left, right := p.left, p.right
	if p.LogX {
		x, left, right = math.Log(x), math.Log(left), math.Log(right)
	}
	if !(right > left) {
		return 0
	}
	return int(math.Round((x - left) / (right - left) * float64(p.columns-1)))
}

// legend names the series with their glyphs.
func (p *plot) legend() string {
	var names []string
	for i, series := range p.Series {
		names = append(names, string(glyphs[i%len(glyphs)])+" "+series.Name)
	}
	if len(names) > 1 {
		names = append(names, string(both)+" both")
	}
	legend := []rune(strings.Repeat(" ", p.margin+2) + strings.Join(names, "   "))
	return string(legend[:min(len(legend), p.width)])
}

// axis writes values of x under their columns, the first, the last, and those
// between that have room, then the axis' name.
func (p *plot) axis() string {
	line := []rune(strings.Repeat(" ", p.columns+1))
	free := func(from, to int) bool {
		return from >= 0 && to <= len(line) && strings.TrimSpace(string(line[max(0, from-2):min(len(line), to+2)])) == ""
	}
	put := func(x float64) {
		text := fmt.Sprintf("%.4g", x)
		from := p.column(x)
		if from+len(text) > len(line) {
			from = len(line) - len(text)
		}
		if free(from, from+len(text)) {
			copy(line[from:], []rune(text))
		}
	}
	put(p.left)
	put(p.right)
	for _, x := range p.ticks() {
		put(x)
	}
	text := strings.TrimRight(string(line), " ")
	if utf8.RuneCountInString(p.Label) > 0 {
		text += "  " + p.Label
	}
	return text
}

// ticks are the values of x worth a label: the powers of ten where x runs by
// factors, else the points themselves.
func (p *plot) ticks() []float64 {
	if !p.LogX {
		return p.X
	}
	var powers []float64
	for e := math.Ceil(math.Log10(p.left)); e <= math.Log10(p.right); e++ {
		powers = append(powers, math.Pow(10, e))
	}
	return powers
}

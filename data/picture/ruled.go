package picture

// Unruled takes the lines of ruled or squared paper away, and reports whether
// there were any; a picture whose lines are tilted, by at most 5 degrees, it turns.
// A line is a row or a column that has ink at both ends, and along four fifths of
// its way more than four fifths of the picture have: a straight digit has paper
// above and below. Where a stroke crosses a line it stays.
func Unruled(ink *Gray) (*Gray, bool) {
	out, _, ruled := unruled(ink)
	return out, ruled
}

// unruled also returns the angle by which it has turned the picture.
func unruled(ink *Gray) (out *Gray, angle float64, ruled bool) {
	if min(ink.Height, ink.Width) < evenFrom {
		return ink, 0, false
	}
	const most, faint = 0.8, 0.03 // a share; the least ink of a line above the paper's grain
	level := quantile(ink.Pix, most) + faint
	upright := ink
	if angle = skew(ink, level, 0.5); angle != 0 {
		upright = turned(ink, angle)
	}
	rows, columns := lines(upright, level)
	n := bands(rows) + bands(columns)
	if n == 0 || !thin(rows) || !thin(columns) {
		return ink, 0, false
	}
	out = upright.withoutRows(rows).withoutColumns(columns)
	if n == 1 && littleLeft(out, upright) {
		return ink, 0, false // a single line with nothing beside it is what is written
	}
	return out, angle, true
}

// lines reports which rows and columns are lines.
func lines(ink *Gray, level float32) (rows, columns []bool) {
	rowsSeen, columnsSeen := make([]along, ink.Height), make([]along, ink.Width)
	for y := range ink.Height {
		for x, v := range ink.Row(y) {
			if v > level {
				rowsSeen[y].count(x, ink.Width)
				columnsSeen[x].count(y, ink.Height)
			}
		}
	}
	rows, columns = make([]bool, ink.Height), make([]bool, ink.Width)
	for y, seen := range rowsSeen {
		rows[y] = seen.isLine(ink.Width)
	}
	for x, seen := range columnsSeen {
		columns[x] = seen.isLine(ink.Height)
	}
	return rows, columns
}

// along counts the ink of a row or a column: all of it, and that at its ends.
type along struct{ all, first, last int }

// end is how many pixels of a row or a column of that length are its end.
func end(length int) int { return max(2, length/32) }

func (a *along) count(place, length int) {
	a.all++
	if place < end(length) {
		a.first++
	}
	if place >= length-end(length) {
		a.last++
	}
}

func (a along) isLine(length int) bool {
	return 5*a.all >= 4*length && 2*a.first > end(length) && 2*a.last > end(length)
}

// withoutRows puts into the rows that are lines the lesser ink of what lies above
// and below.
func (g *Gray) withoutRows(lines []bool) *Gray {
	out := g.Part(0, 0, g.Height, g.Width)
	for y, line := range lines {
		if line {
			above, below := beside(lines, y)
			for x := range g.Width {
				out.Row(y)[x] = min(g.At(above, x), g.At(below, x))
			}
		}
	}
	return out
}

// withoutColumns does the same to columns.
func (g *Gray) withoutColumns(lines []bool) *Gray {
	out := g.Part(0, 0, g.Height, g.Width)
	for x, line := range lines {
		if line {
			left, right := beside(lines, x)
			for y := range g.Height {
				out.Row(y)[x] = min(g.At(y, left), g.At(y, right))
			}
		}
	}
	return out
}

// littleLeft reports whether nearly all ink is gone.
func littleLeft(after, before *Gray) bool {
	mask, threshold := inked(before)
	var left share
	for i, set := range mask {
		if set {
			left.count(after.Pix[i] > threshold)
		}
	}
	return left.of() < 0.1
}

// bands counts the lines: rows of one lie beside each other.
func bands(lines []bool) (n int) {
	for i, line := range lines {
		if line && (i == 0 || !lines[i-1]) {
			n++
		}
	}
	return n
}

// thin reports whether the lines take up little of the paper.
func thin(lines []bool) bool {
	var s share
	for _, line := range lines {
		s.count(line)
	}
	return s.of() < 0.25
}

// beside returns the nearest places before and after i that are on no line, two
// further, since a line has soft edges.
func beside(lines []bool, i int) (before, after int) {
	const soft = 2
	for before = i; before >= 0 && lines[before]; before-- {
	}
	for after = i; after < len(lines) && lines[after]; after++ {
	}
	return before - soft, after + soft
}

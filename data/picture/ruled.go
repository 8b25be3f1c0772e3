package picture

// Unruled takes the lines of ruled or squared paper away, and reports whether
// there were any. A line is a row or a column of which four fifths have more ink
// than four fifths of the picture. Where a stroke crosses it stays.
func Unruled(ink *Gray) (*Gray, bool) {
	if min(ink.Height, ink.Width) < evenFrom {
		return ink, false
	}
	const most, faint = 0.8, 0.03 // a share; the least ink of a line above the paper's grain
	paper := quantile(ink.Pix, most) + faint
	lines := func(length, across int, at func(line, along int) float32) []bool {
		found, pixels := make([]bool, length), make([]float32, across)
		for i := range found {
			for k := range pixels {
				pixels[k] = at(i, k)
			}
			found[i] = quantile(pixels, 1-most) > paper
		}
		return found
	}
	rows := lines(ink.Height, ink.Width, func(i, k int) float32 { return ink.Pix[i*ink.Width+k] })
	columns := lines(ink.Width, ink.Height, func(i, k int) float32 { return ink.Pix[k*ink.Width+i] })
	if !thin(rows) || !thin(columns) {
		return ink, false
	}
	out, found := NewGray(ink.Height, ink.Width), false
	copy(out.Pix, ink.Pix)
	for y, line := range rows {
		for x := range ink.Width {
			if line {
				above, below := beside(rows, y)
				out.Row(y)[x] = min(ink.At(above, x), ink.At(below, x))
				found = true
			}
		}
	}
	for x, line := range columns {
		for y := range ink.Height {
			if line {
				left, right := beside(columns, x)
				out.Row(y)[x] = min(out.At(y, left), out.At(y, right))
				found = true
			}
		}
	}
	return out, found
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

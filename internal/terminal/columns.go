package terminal

import (
	"strings"
	"unicode/utf8"
)

// Columns aligns the cells of rows, with two spaces between columns: to the right,
// but those of the columns for which left is true. Rows may be of different
// lengths. Each row becomes a line without trailing spaces.
func Columns(rows [][]string, left func(column int) bool) []string {
	var widths []int
	for _, row := range rows {
		for i, cell := range row {
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	var lines []string
	for _, row := range rows {
		var b strings.Builder
		for i, cell := range row {
			if i > 0 {
				b.WriteString("  ")
			}
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if left(i) {
				b.WriteString(cell + space)
			} else {
				b.WriteString(space + cell)
			}
		}
		lines = append(lines, strings.TrimRight(b.String(), " "))
	}
	return lines
}

// cut returns a line of at most so many columns; one that was longer ends with …
func cut(line string, columns int) string {
	if columns < 1 {
		return ""
	}
	if utf8.RuneCountInString(line) <= columns {
		return line
	}
	return string([]rune(line)[:columns-1]) + "…"
}

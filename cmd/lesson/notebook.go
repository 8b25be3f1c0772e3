package main

import (
	"fmt"
	"io"
	"math"
	"strings"
	"unicode/utf8"

	"digits/train/plot"

	"gonum.org/v1/plot/vg"
)

// notebook writes a chapter: headings, text, formulas, tables. Its first error
// stays.
type notebook struct {
	w   io.Writer
	err error
}

func (n *notebook) print(text string) {
	if n.err == nil {
		_, n.err = io.WriteString(n.w, text)
	}
}

// heading writes an underlined title.
func (n *notebook) heading(title string) {
	n.print("\n" + title + "\n" + strings.Repeat("─", utf8.RuneCountInString(title)) + "\n\n")
}

// text writes a paragraph.
func (n *notebook) text(format string, values ...any) {
	if len(values) > 0 {
		format = fmt.Sprintf(format, values...)
	}
	n.print(format + "\n\n")
}

// formula writes indented lines.
func (n *notebook) formula(lines ...string) {
	for _, line := range lines {
		n.print("    " + line + "\n")
	}
	n.print("\n")
}

// formulas writes pairs of a name and a formula, the formulas below each other.
func (n *notebook) formulas(pairs [][]string) {
	width := 0
	for _, p := range pairs {
		width = max(width, len(p[0]))
	}
	var lines []string
	for _, p := range pairs {
		lines = append(lines, fmt.Sprintf("%-*s  %s", width, p[0], p[1]))
	}
	n.formula(lines...)
}

// comparison is a number that was computed twice.
type comparison struct {
	name        string
	hand, graph float64
}

// compare writes a table of numbers by hand, by the graph, and the difference.
func (n *notebook) compare(rows []comparison) { n.compareWith("graph", rows) }

// compareWith names what the numbers by hand are compared with.
func (n *notebook) compareWith(name string, rows []comparison) {
	cells := [][]string{{"", "by hand", name, "difference"}}
	for _, r := range rows {
		cells = append(cells, []string{r.name, number(r.hand), number(r.graph), fmt.Sprintf("%.0e", math.Abs(r.hand-r.graph))})
	}
	n.table(cells)
}

// number has seven digits behind the point, and no sign before a 0.
func number(x float64) string {
	text := fmt.Sprintf("%.7f", x)
	if strings.Trim(text, "-0.") == "" {
		return strings.TrimPrefix(text, "-")
	}
	return text
}

// table writes rows whose first cells are left-aligned, all others right-aligned.
func (n *notebook) table(rows [][]string) {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range rows {
		line := "    "
		for i, cell := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line += cell + pad
			} else {
				line += "  " + pad + cell
			}
		}
		n.print(strings.TrimRight(line, " ") + "\n")
	}
	n.print("\n")
}

// picture saves a drawing where pictures are asked for, and prints the paths.
func (n *notebook) picture(s settings, d plot.Drawing, width, height vg.Length, name string) error {
	if s.plot == "" {
		return nil
	}
	paths, err := plot.Save(d, width, height, s.plot, name)
	if err != nil {
		return err
	}
	n.text("Picture: " + strings.Join(paths, ", "))
	return nil
}

package metrics

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"
)

// mostColumns is how many classes a confusion matrix may have to be written as
// a table; a larger one is a list of the pairs confused most.
const mostColumns = 30

// WriteTable writes the matrix as plain text: a row a true class, a column a
// predicted class, a dot for 0. Of more than 30 classes it writes the pairs
// that were confused most. Classes' names, if they have some, stand behind the rows.
func (c Confusion) WriteTable(w io.Writer, names []string) error {
	if len(c) > mostColumns {
		return c.writePairs(w, mostColumns, names)
	}
	width := len(fmt.Sprint(len(c) - 1))
	for _, row := range c {
		for _, n := range row {
			width = max(width, len(fmt.Sprint(n)))
		}
	}
	var b strings.Builder
	b.WriteString("true\\predicted\n     ")
	for class := range c {
		fmt.Fprintf(&b, " %*d", width, class)
	}
	for class, row := range c {
		fmt.Fprintf(&b, "\n%4d ", class)
		for _, n := range row {
			text := "."
			if n > 0 {
				text = fmt.Sprint(n)
			}
			fmt.Fprintf(&b, " %*s", width, text)
		}
		if class < len(names) {
			b.WriteString("  " + names[class])
		}
	}
	b.WriteByte('\n')
	_, err := io.WriteString(w, b.String())
	return err
}

// writePairs writes the n pairs that were confused most, a line each.
func (c Confusion) writePairs(w io.Writer, n int, names []string) error {
	for _, p := range c.MostConfused(n) {
		if _, err := fmt.Fprintf(w, "%4s taken for %3s: %d, %.1f %% of its examples\n", className(names, p.True), className(names, p.Predicted), p.Count, 100*p.Share); err != nil {
			return err
		}
	}
	return nil
}

// WriteScores writes each class' precision, recall, F1 and support as plain
// text, then their means. Classes without names are numbered.
func (c Confusion) WriteScores(w io.Writer, names []string) error {
	var b strings.Builder
	width := len("weighted")
	for _, name := range names {
		width = max(width, utf8.RuneCountInString(name))
	}
	row := func(name string, s Scores) {
		fmt.Fprintf(&b, "%*s  %9.4f  %9.4f  %9.4f  %9d\n", width, name, s.Precision, s.Recall, s.F1, s.Support)
	}
	fmt.Fprintf(&b, "%*s  %9s  %9s  %9s  %9s\n", width, "class", "precision", "recall", "F1", "support")
	for class, s := range c.PerClass() {
		row(className(names, class), s)
	}
	row("mean", c.Macro())
	row("weighted", c.Weighted())
	_, err := io.WriteString(w, b.String())
	return err
}

// className is a class' name, or its number.
func className(names []string, class int) string {
	if class < len(names) {
		return names[class]
	}
	return strconv.Itoa(class)
}

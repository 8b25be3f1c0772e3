package terminal

import (
	"fmt"
	"math"
	"strings"
	"unicode/utf8"
)

// longestBar is a probability of 1, in columns, where the screen has room.
const longestBar = 40

// eighths are the ends of a bar, by how many eighths of a column they fill.
var eighths = [...]string{"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"}

// Bars draws probabilities, a line each: the label, the value with that many
// decimals, and a bar whose full length is 1. An arrow marks the largest, the
// first of equals. There must be as many labels as values.
func (s Screen) Bars(labels []string, values []float32, decimals int) string {
	widest, best := 0, 0
	for i, label := range labels {
		widest = max(widest, utf8.RuneCountInString(label))
		if values[i] > values[best] {
			best = i
		}
	}
	// "  label: 0.1234  bar ←"
	room := min(longestBar, s.width()-(2+widest+2+decimals+2+2+2))
	var b strings.Builder
	for i, label := range labels {
		line := fmt.Sprintf("  %s%s: %.*f", strings.Repeat(" ", widest-utf8.RuneCountInString(label)), label, decimals, values[i])
		line += strings.TrimRight("  "+bar(float64(values[i]), room), " ")
		if i == best {
			line += " ←"
		}
		b.WriteString(line + "\n")
	}
	return b.String()
}

// bar is a bar of value·room columns, rounded to eighths.
func bar(value float64, room int) string {
	if !(value > 0) || room < 1 {
		return ""
	}
	n := int(math.Round(min(value, 1) * float64(8*room)))
	return strings.Repeat("█", n/8) + eighths[n%8]
}

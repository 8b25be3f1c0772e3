package graph

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Summary lists a network's layers, as Keras' model.summary() does.
type Summary []LayerSummary

// LayerSummary is one layer: its name, its type, the shape of its output for
// one example, and how many weights it has.
type LayerSummary struct {
	Name, Kind string
	Output     []int
	Params     int // all, with what is not trained
	Frozen     int // those that are not trained: of frozen layers, and state
}

// Summarize lists the layers of a network for examples of the given shape.
func Summarize(net Layer, input []int) (Summary, error) {
	o, err := Describe(net, input, nil)
	if err != nil {
		return nil, err
	}
	return o.Summary, nil
}

func (s *Scope) summary() Summary {
	summary := make(Summary, len(s.outputs))
	for i, l := range s.outputs {
		summary[i] = LayerSummary{Name: l.name, Kind: l.kind, Output: slices.Clone(l.node.Shape()[1:])}
		for _, name := range l.params {
			n := s.params.Get(name).DataSize()
			summary[i].Params += n
			if s.states[name] || s.frozen[name] {
				summary[i].Frozen += n
			}
		}
	}
	return summary
}

// Params returns the number of weights in all layers.
func (s Summary) Params() int {
	total := 0
	for _, l := range s {
		total += l.Params
	}
	return total
}

// Frozen returns the number of those that are not trained.
func (s Summary) Frozen() int {
	total := 0
	for _, l := range s {
		total += l.Frozen
	}
	return total
}

// String returns the table, with totals.
func (s Summary) String() string {
	rows := [][3]string{{"Layer (type)", "Output Shape", "Param #"}}
	for _, l := range s {
		rows = append(rows, [3]string{l.Name + " (" + l.Kind + ")", shapeText(l.Output), thousands(l.Params)})
	}
	var width [3]int
	for _, row := range rows {
		for i, cell := range row {
			width[i] = max(width[i], len(cell))
		}
	}
	var b strings.Builder
	line := func(row [3]string) {
		fmt.Fprintf(&b, " %-*s   %-*s   %*s\n", width[0], row[0], width[1], row[1], width[2], row[2])
	}
	rule := strings.Repeat("─", width[0]+width[1]+width[2]+8) + "\n"
	b.WriteString(rule)
	line(rows[0])
	b.WriteString(rule)
	for _, row := range rows[1:] {
		line(row)
	}
	b.WriteString(rule)
	count := func(what string, params int) {
		fmt.Fprintf(&b, " %s params: %s (%s)\n", what, thousands(params), size(4*float64(params)))
	}
	count("Total", s.Params())
	count("Trainable", s.Params()-s.Frozen())
	count("Non-trainable", s.Frozen())
	return b.String()
}

// shapeText writes (28, 28) as Keras does, the batch's size being open.
func shapeText(shape []int) string {
	text := "(None"
	for _, n := range shape {
		text += ", " + strconv.Itoa(n)
	}
	return text + ")"
}

// thousands writes 407050 as 407,050.
func thousands(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// size writes a number of bytes in Keras' units, which are powers of 1024.
func size(bytes float64) string {
	for _, unit := range []string{"B", "KB", "MB", "GB"} {
		if bytes < 1024 {
			return fmt.Sprintf("%.2f %s", bytes, unit)
		}
		bytes /= 1024
	}
	return fmt.Sprintf("%.2f TB", bytes)
}

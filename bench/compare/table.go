package main

import (
	"fmt"
	"slices"
	"strings"
)

// table returns a metric on so many cores, workloads down and programs across.
func (r results) table(m metric, cores int) string {
	programs := r.programs()
	ours := slices.Contains(programs, digits)
	head := append([]string{""}, programs...)
	if m.compare && ours {
		head = append(head, "best peer / "+digits)
	}
	rows := [][]string{head}
	for _, name := range r.workloads() {
		row := []string{name}
		own, _ := r.figure(m, name, digits, cores)
		best := 0.0
		for _, program := range programs {
			v, ok := r.figure(m, name, program, cores)
			row = append(row, cell(m, v, own, ok, program))
			if ok && program != digits && (best == 0 || v < best) {
				best = v
			}
		}
		if m.compare && ours {
			row = append(row, ratio(best, own))
		}
		rows = append(rows, row)
	}
	return markdown(rows)
}

func cell(m metric, v, own float64, ok bool, program string) string {
	switch {
	case !ok:
		return "–"
	case m.compare && program != digits && own > 0:
		return fmt.Sprintf(m.format+" (%.1f)", v, v/own)
	}
	return fmt.Sprintf(m.format, v)
}

func ratio(best, own float64) string {
	if best == 0 || own == 0 {
		return "–"
	}
	return fmt.Sprintf("**%.2f**", best/own)
}

// markdown returns the rows as a table, the first being its head, the first
// column to the left and the others to the right.
func markdown(rows [][]string) string {
	var b strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&b, "| %s |\n", strings.Join(row, " | "))
		if i == 0 {
			fmt.Fprintf(&b, "|---|%s\n", strings.Repeat("---:|", len(row)-1))
		}
	}
	return b.String()
}

package main

import (
	"fmt"
	"slices"
)

// productRate is how fast a dense product is, as `cmd/bench -products` says.
type productRate struct {
	Name string  `json:"product"`
	Best float64 `json:"gflop_per_second_best"`
	Peak float64 `json:"peak_gflop_per_second"`
	Rows int     `json:"rows"`
	Deep int     `json:"depth"`
	Cols int     `json:"columns"`
}

// wide tells the products of hidden layers from those of ten classes, which fill
// no register.
func (p productRate) wide() bool { return min(p.Rows, p.Deep, p.Cols) >= 32 }

// slowest returns how many times the slowest wide product's rate is in the peak.
func (l line) slowest() float64 {
	worst := 0.0
	for _, p := range l.Products {
		if p.wide() {
			worst = max(worst, p.Peak/p.Best)
		}
	}
	return worst
}

// productTable returns the products of lines on so many cores, in medians over
// the rounds.
func (r results) productTable(cores int) string {
	rates, peaks := map[string][]float64{}, map[string][]float64{}
	var names []string
	for _, l := range r {
		if l.Threads != cores {
			continue
		}
		for _, p := range l.Products {
			if !slices.Contains(names, p.Name) {
				names = append(names, p.Name)
			}
			rates[p.Name], peaks[p.Name] = append(rates[p.Name], p.Best), append(peaks[p.Name], p.Peak)
		}
	}
	rows := [][]string{{"rows x depth x columns", "GFLOP/s", "peak", "peak / product"}}
	for _, name := range names {
		rate, peak := median(rates[name]), median(peaks[name])
		rows = append(rows, []string{name, fmt.Sprintf("%.0f", rate), fmt.Sprintf("%.0f", peak), fmt.Sprintf("%.2f", peak/rate)})
	}
	return markdown(rows)
}

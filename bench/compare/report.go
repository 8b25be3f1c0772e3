package main

import (
	"fmt"
	"strings"
)

// metric is a figure of a line that has a table of its own.
type metric struct {
	title   string
	value   func(line) float64 // 0: the line has none
	format  string
	compare bool // lower is better: a table for each number of cores, and ratios
}

func secondsPerEpoch(l line) float64 { return l.Median }

func gflops(l line) float64 {
	if l.Median == 0 {
		return 0
	}
	return l.Work / l.Median
}

var (
	peakMetric     = metric{title: "Peak memory of the process, MB", value: func(l line) float64 { return l.Peak }, format: "%.0f"}
	accuracyMetric = metric{title: "Test accuracy", value: func(l line) float64 { return l.Accuracy }, format: "%.4f"}
	epochMetric    = metric{title: "Seconds per epoch", value: secondsPerEpoch, format: "%.3g", compare: true}
)

// metrics are the figures of each kind of work, the most important first.
var metrics = map[string][]metric{
	kindTrain: {
		epochMetric,
		{title: "Seconds of compiling and starting, not counted above", value: func(l line) float64 { return l.Compile }, format: "%.1f"},
		peakMetric,
		accuracyMetric,
	},
	kindSize: {
		epochMetric,
		{title: "GFLOP/s, as if every product were dense", value: gflops, format: "%.1f"},
	},
	kindConv: {
		epochMetric,
		{title: "GFLOP/s, as if every product were dense", value: gflops, format: "%.1f"},
		peakMetric,
		accuracyMetric,
	},
	kindBeside: {
		{title: "Seconds per epoch beside a busy process", value: secondsPerEpoch, format: "%.3g", compare: true},
		{title: "Speed of the busy process, % of what it has alone", value: func(l line) float64 { return 100 * l.Busy }, format: "%.0f"},
	},
	kindProduct: {
		{title: "Multiply-add peak over the slowest dense product of hidden layers", value: line.slowest, format: "%.2f"},
	},
	kindPredict: {
		{title: "Microseconds for one image", value: func(l line) float64 { return l.One }, format: "%.3g", compare: true},
		{title: "Milliseconds for 10,000 images", value: func(l line) float64 { return l.Many }, format: "%.3g", compare: true},
	},
	kindScript: {
		{title: "Seconds from start to a trained, tested, saved model", value: func(l line) float64 { return l.Total }, format: "%.3g", compare: true},
	},
}

// report returns all tables of the lines as Markdown, under the machine's name.
func report(machine string, lines []line) string {
	var b strings.Builder
	others := 0.0
	for _, l := range lines {
		others += l.Others / float64(len(lines))
	}
	fmt.Fprintf(&b, "%s; median of %s; other processes and the host took %.0f %% of the CPU. In brackets: how many times the figure of %s.\n",
		machine, plural(rounds(lines), "round"), 100*others, digits)
	if targets := targetTable(lines); targets != "" {
		fmt.Fprintf(&b, "\n%s", targets)
	}
	for _, kind := range kinds {
		mine := kindOf(lines, kind)
		if kind == kindProduct {
			for _, n := range mine.cores() {
				fmt.Fprintf(&b, "\nDense products, %s\n\n%s", plural(n, "core"), mine.productTable(n))
			}
			continue
		}
		for _, m := range metrics[kind] {
			cores := mine.cores()
			if len(cores) > 0 && !m.compare {
				cores = cores[:1]
			}
			for _, n := range cores {
				fmt.Fprintf(&b, "\n%s, %s\n\n%s", m.title, plural(n, "core"), mine.table(m, n))
			}
		}
	}
	return b.String()
}

// rounds returns how often the program that was measured most often was: lines of
// several files may all be of a first round.
func rounds(lines []line) int {
	type run struct {
		kind, workload, program string
		threads                 int
	}
	counts, most := map[run]int{}, 0
	for _, l := range lines {
		r := run{l.Kind, l.Workload, l.Program, l.Threads}
		counts[r]++
		most = max(most, counts[r])
	}
	return most
}

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

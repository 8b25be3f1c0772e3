package main

import (
	"fmt"
	"strings"
)

// target is what digits is to reach.
type target struct {
	kind, workload string
	metric         metric
	program        string // the peer: times digits' figure; "" for the best, digits itself for the figure as it is
	oneCore        bool
	wanted         float64 // at least, times; at most, of a figure as it is
}

const bestPeer = ""

// targets are the project's.
func targets() []target {
	var all []target
	times := func(wanted float64, program string, oneCore bool, workloads ...string) {
		for _, w := range workloads {
			all = append(all, target{kindTrain, w, epochMetric, program, oneCore, wanted})
		}
	}
	const keras, torch, small, lesson = "784-512-10, 128", "784-128-64-10, 64", "784-128-10, 32", "784-800-400-10, 128"
	times(2.5, bestPeer, false, keras, torch, small)
	times(1.8, bestPeer, false, lesson)
	times(2, bestPeer, true, keras, torch, small)
	times(8, "Keras on TensorFlow", false, keras, torch, small)
	times(8, "Keras on TensorFlow, tuned", false, keras, torch, small)
	times(15, plain, false, keras, torch, small)
	predict, script := metrics[kindPredict], metrics[kindScript]
	return append(
		all,
		target{kindProduct, productsName, metrics[kindProduct][0], digits, true, 1.1},
		target{kindProduct, productsName, metrics[kindProduct][0], digits, false, 1.2},
		target{kindScript, "keras", script[0], bestPeer, false, 5},
		target{kindScript, "torch", script[0], bestPeer, false, 5},
		target{kindTrain, keras, peakMetric, digits, false, 150},
		target{kindPredict, "784-128-10", predict[0], digits, false, 8},
		target{kindPredict, "784-128-10", predict[1], digits, false, 8},
	)
}

// targetTable returns the targets that the lines say something about, empty if
// they say nothing about any.
func targetTable(lines []line) string {
	rows := [][]string{{"", "wanted", "measured", ""}}
	for _, t := range targets() {
		r := kindOf(lines, t.kind)
		if len(r) == 0 {
			continue
		}
		cores := r.cores()[0]
		if t.oneCore {
			cores = 1
		}
		if measured, ok := t.measure(r, cores); ok {
			rows = append(rows, t.row(measured, cores))
		}
	}
	if len(rows) == 1 {
		return ""
	}
	return markdown(rows)
}

func (t target) measure(r results, cores int) (float64, bool) {
	own, ok := r.figure(t.metric, t.workload, digits, cores)
	if !ok || t.program == digits {
		return own, ok
	}
	best := 0.0
	for _, program := range r.programs() {
		v, ok := r.figure(t.metric, t.workload, program, cores)
		if ok && t.comparesWith(program) && (best == 0 || v < best) {
			best = v
		}
	}
	return best / own, best > 0
}

// comparesWith tells whether a program may be the best peer, which plain gorgonia
// never is, or is the one that is asked for.
func (t target) comparesWith(program string) bool {
	if t.program == bestPeer {
		return program != digits && program != plain
	}
	return t.program == program
}

func (t target) row(measured float64, cores int) []string {
	name := t.program + " / " + digits
	wanted, met := fmt.Sprintf("at least %v", t.wanted), measured >= t.wanted
	switch t.program {
	case bestPeer:
		name = "best peer / " + digits
	case digits:
		name = digits
		wanted, met = fmt.Sprintf("at most %v", t.wanted), measured <= t.wanted
	}
	verdict := "missed"
	if met {
		verdict = "met"
	}
	what := fmt.Sprintf("%s; %s: %s, %s", t.metric.title, t.workload, name, plural(cores, "core"))
	return []string{strings.TrimPrefix(what, "; "), wanted, fmt.Sprintf("%.3g", measured), verdict}
}

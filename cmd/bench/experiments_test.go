package main

import (
	"slices"
	"strings"
	"testing"
)

// By hand: of three rounds the median time and the best of the bests, of each training
// apart; the other checkout takes three times as long, and twice in its best step.
func TestExperimentTable(t *testing.T) {
	line := func(network string, training int, µs, best float64) experiment {
		return experiment{Experiment: "norm", Network: network, Training: training, Batch: 128, Microseconds: µs, Best: best}
	}
	here := []experiment{
		line("batch", 1, 500, 100), line("batch", 2, 7, 6),
		line("batch", 1, 200, 90), line("batch", 2, 8, 5),
		line("batch", 1, 300, 110), line("batch", 2, 9, 7),
	}
	all := middle(here)
	if len(all) != 2 || all[0].Microseconds != 300 || all[0].Best != 90 || all[1].Microseconds != 8 || all[1].Best != 5 {
		t.Errorf("got %+v", all)
	}
	var b strings.Builder
	if err := writeExperiments(&b, []runner{{name: "ours"}, {name: "theirs"}, {name: "JAX", library: true}}, [][]experiment{
		here, {line("batch", 1, 900, 180)}, {line("batch", 1, 150, 99), line("batch", 2, 24, 5)},
	}); err != nil {
		t.Fatal(err)
	}
	var rows []string
	for line := range strings.Lines(b.String()) {
		rows = append(rows, strings.Join(strings.Fields(line), " "))
	}
	want := []string{
		"300 90 0 0 0 128 900 0 0 3.00 2.00 150 0.50 1.10 norm batch", "8 5 0 0 0 128 24 3.00 1.00 norm batch, training 2",
		"theirs: 3.00 times ours, the median of 1; at least 3.00", "JAX: 1.75 times ours, the median of 2; at least 0.50",
	}
	if !slices.Equal(rows[1:], want) {
		t.Errorf("got %q, want %q", rows[1:], want)
	}
}

func TestExperimentFlags(t *testing.T) {
	for _, args := range [][]string{{"-beside", "/tmp"}, {"-python", "python3"}, {"-only", "norm"}, {"-experiments", "-predict"}, {"-experiments", "-lasting", "0s"}, {"-experiments", "-examples", "-1"}} {
		if _, err := parse(args, &strings.Builder{}); err == nil {
			t.Errorf("%v: got no error", args)
		}
	}
	if s, err := parse([]string{"-experiments", "-only", "norm", "-beside", "/tmp"}, &strings.Builder{}); err != nil || !s.experiments || s.only != "norm" {
		t.Errorf("got %+v, %v", s, err)
	}
}

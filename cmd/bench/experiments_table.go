package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strings"
	"text/tabwriter"
)

// middle returns each training once, in order, with the median of its rounds' times and
// the best of their bests.
func middle(lines []experiment) (all []experiment) {
	times := map[string][]float64{}
	for _, e := range lines {
		name := e.training()
		if times[name] == nil {
			all = append(all, e)
		}
		times[name] = append(times[name], e.Microseconds)
		i := slices.IndexFunc(all, func(a experiment) bool { return a.training() == name })
		all[i].Best = math.Min(all[i].Best, e.Best)
	}
	for i := range all {
		all[i].Microseconds = median(times[all[i].training()])
	}
	return all
}

// writeExperiments prints the table: of this checkout, what the others take and how many
// times ours that is, and below it each library's median of these multiples.
func writeExperiments(w io.Writer, runners []runner, rounds [][]experiment) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(t, "µs/step\tbest\tallocations\tbytes\tinstructions\tbatch")
	others := make([]map[string]experiment, len(runners))
	for i, r := range runners[1:] {
		others[i+1] = map[string]experiment{}
		for _, e := range middle(rounds[i+1]) {
			others[i+1][e.training()] = e
		}
		fmt.Fprintf(t, "\t%s", r.name)
		if !r.library {
			fmt.Fprint(t, "\tallocations\tbytes")
		}
		fmt.Fprint(t, "\ttimes ours\tof the bests")
	}
	fmt.Fprintln(t, "\t  network")
	multiples := make([][]float64, len(runners))
	for _, e := range middle(rounds[0]) {
		fmt.Fprintf(t, "%.0f\t%.0f\t%.0f\t%.0f\t%d\t%d", e.Microseconds, e.Best, e.Allocations, e.Bytes, e.Instructions, e.Batch)
		for i, r := range runners[1:] {
			o, has := others[i+1][e.training()]
			if !has {
				fmt.Fprint(t, "\t"+strings.Repeat("\t", map[bool]int{true: 2, false: 4}[r.library]))
				continue
			}
			fmt.Fprintf(t, "\t%.0f", o.Microseconds)
			if !r.library {
				fmt.Fprintf(t, "\t%.0f\t%.0f", o.Allocations, o.Bytes)
			}
			fmt.Fprintf(t, "\t%.2f\t%.2f", o.Microseconds/e.Microseconds, o.Best/e.Best)
			multiples[i+1] = append(multiples[i+1], o.Microseconds/e.Microseconds)
		}
		fmt.Fprintf(t, "\t  %s\n", e.training())
	}
	if err := t.Flush(); err != nil {
		return err
	}
	for i, r := range runners {
		if m := multiples[i]; len(m) > 0 {
			fmt.Fprintf(w, "%s: %.2f times ours, the median of %d; at least %.2f\n", r.name, median(m), len(m), slices.Min(m))
		}
	}
	return nil
}

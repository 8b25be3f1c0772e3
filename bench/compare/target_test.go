package main

import (
	"slices"
	"strings"
	"testing"
)

// The best peer takes 3 s to digits' 1 on two cores, 4 to 2.5 on one; memory is
// as it is; what was not measured is not there.
func TestTargetTable(t *testing.T) {
	epoch := func(program string, threads int, seconds float64) line {
		return line{Kind: kindTrain, Workload: "784-512-10, 128", Program: program, Threads: threads, Median: seconds, Peak: 151}
	}
	lines := []line{
		epoch("slow", 2, 9), epoch("fast", 2, 3), epoch("fast", 1, 4), epoch(plain, 2, 20),
		epoch(digits, 2, 1), epoch(digits, 1, 2.5),
	}
	want := `|  | wanted | measured |  |
|---|---:|---:|---:|
| Seconds per epoch; 784-512-10, 128: best peer / digits, 2 cores | at least 2.5 | 3 | met |
| Seconds per epoch; 784-512-10, 128: best peer / digits, 1 core | at least 2 | 1.6 | missed |
| Seconds per epoch; 784-512-10, 128: gorgonia / digits, 2 cores | at least 15 | 20 | met |
| Peak memory of the process, MB; 784-512-10, 128: digits, 2 cores | at most 150 | 151 | missed |
`
	if got := targetTable(lines); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := targetTable([]line{epoch(plain, 2, 20), epoch(digits, 2, 1)}); strings.Contains(got, "best peer") {
		t.Errorf("gorgonia is no best peer: got\n%s", got)
	}
	if got := targetTable(lines[:2]); got != "" {
		t.Errorf("without digits: got\n%s", got)
	}
}

func TestTargetsAreMeasured(t *testing.T) {
	for _, target := range targets() {
		if !slices.ContainsFunc(workloads, func(w workload) bool { return w.kind == target.kind && w.name == target.workload }) {
			t.Errorf("%s: there is no workload %s", target.kind, target.workload)
		}
	}
}

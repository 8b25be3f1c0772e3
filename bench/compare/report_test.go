package main

import "testing"

// 3 and 2 seconds against 0.5: 6 and 4 times; the best peer is the latter.
// On one core digits has no figure, so there is nothing to divide by.
func TestReport(t *testing.T) {
	epoch := func(program string, threads int, seconds float64) line {
		return line{Kind: kindSize, Workload: "784-64-10", Program: program, Threads: threads, Median: seconds, Round: 1, Work: 6, Others: .02}
	}
	lines := []line{epoch("slow", 1, 4), epoch("slow", 2, 3), epoch("fast", 2, 2), epoch(digits, 2, .5)}
	want := `A machine; median of 1 round; other processes and the host took 2 % of the CPU. In brackets: how many times the figure of digits.

Seconds per epoch, 2 cores

|  | slow | fast | digits | best peer / digits |
|---|---:|---:|---:|---:|
| 784-64-10 | 3 (6.0) | 2 (4.0) | 0.5 | **4.00** |

Seconds per epoch, 1 core

|  | slow | fast | digits | best peer / digits |
|---|---:|---:|---:|---:|
| 784-64-10 | 4 | – | – | – |

GFLOP/s, as if every product were dense, 2 cores

|  | slow | fast | digits |
|---|---:|---:|---:|
| 784-64-10 | 2.0 | 3.0 | 12.0 |
`
	if got := rounds(append(lines, lines[2])); got != 2 {
		t.Errorf("a program that ran twice: got %d rounds", got)
	}
	if got := report("A machine", lines); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

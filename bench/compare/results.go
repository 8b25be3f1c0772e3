package main

import "slices"

// results are the lines of one kind of work.
type results []line

// kindOf returns the lines of a kind of work.
func kindOf(lines []line, kind string) results {
	return slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return l.Kind != kind })
}

// programs returns the names in the order in which they first ran.
func (r results) programs() []string {
	return distinct(r, func(l line) string { return l.Program })
}

// workloads returns the names in the order in which they first ran.
func (r results) workloads() []string {
	return distinct(r, func(l line) string { return l.Workload })
}

// cores returns the numbers of threads, the largest first.
func (r results) cores() []int {
	cores := distinct(r, func(l line) int { return l.Threads })
	slices.Sort(cores)
	slices.Reverse(cores)
	return cores
}

func distinct[T comparable](r results, of func(line) T) []T {
	var found []T
	for _, l := range r {
		if v := of(l); !slices.Contains(found, v) {
			found = append(found, v)
		}
	}
	return found
}

// figure returns the median of a metric over the rounds. Where lower is better a
// program may leave cores idle: it is then the least of the medians for all
// numbers of threads up to cores.
func (r results) figure(m metric, workload, program string, cores int) (float64, bool) {
	values := map[int][]float64{}
	for _, l := range r {
		fits := l.Threads == cores || m.compare && l.Threads < cores
		if v := m.value(l); fits && v > 0 && l.Workload == workload && l.Program == program {
			values[l.Threads] = append(values[l.Threads], v)
		}
	}
	least, ok := 0.0, false
	for _, v := range values {
		if middle := median(v); !ok || middle < least {
			least, ok = middle, true
		}
	}
	return least, ok
}

// median returns the middle of the values, or the mean of the two middle ones.
// It sorts them; there must be one at least.
func median(values []float64) float64 {
	slices.Sort(values)
	n := len(values)
	return (values[(n-1)/2] + values[n/2]) / 2
}

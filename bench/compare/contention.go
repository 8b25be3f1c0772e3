package main

import (
	"os"
	"strconv"
	"strings"
)

// ticks is USER_HZ, the unit of /proc/stat: 100 a second on every Linux that Go knows.
const ticks = 100

// busySeconds returns for how long all cores together have worked for anyone, or
// the host has kept them, since the machine started; 0 elsewhere than on Linux.
func busySeconds() float64 {
	stat, _ := os.ReadFile("/proc/stat")
	return busy(string(stat))
}

// busy sums user, nice, system, irq, softirq and steal of the first row of
// /proc/stat's text (see proc(5)); what lies between and after them is idling,
// or counted already.
func busy(stat string) float64 {
	row, _, _ := strings.Cut(stat, "\n")
	fields := strings.Fields(row)
	if len(fields) < 9 || fields[0] != "cpu" {
		return 0
	}
	var sum float64
	for _, i := range []int{1, 2, 3, 6, 7, 8} {
		n, err := strconv.ParseFloat(fields[i], 64)
		if err != nil {
			return 0
		}
		sum += n
	}
	return sum / ticks
}

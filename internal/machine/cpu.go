// Package machine says what a measurement was taken on: the CPU's name, the
// memory's bandwidth, and how much memory the process has needed.
package machine

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// Name returns the CPU's name, the instruction sets that decide which kernels
// run, and the number of cores. Elsewhere than on Linux the name is the
// architecture's.
func Name() string {
	info, _ := os.ReadFile("/proc/cpuinfo") // not there: a short name
	cores := "cores"
	if runtime.NumCPU() == 1 {
		cores = "core"
	}
	return fmt.Sprintf("%s, %d %s", cpu(string(info)), runtime.NumCPU(), cores)
}

// cpu returns the name and the instruction sets that /proc/cpuinfo's text gives.
func cpu(info string) string {
	name, flags := runtime.GOARCH, []string(nil)
	for row := range strings.Lines(info) {
		key, value, _ := strings.Cut(row, ":")
		switch strings.TrimSpace(key) {
		case "model name":
			name = strings.TrimSpace(value)
		case "flags":
			flags = strings.Fields(value)
		}
	}
	for _, flag := range flags {
		switch flag {
		case "avx2":
			name += ", AVX2"
		case "avx512f":
			name += ", AVX-512"
		}
	}
	return name
}

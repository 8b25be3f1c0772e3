package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
)

// machine names this machine by its CPU and its number of cores.
func machine() string {
	info, _ := os.ReadFile("/proc/cpuinfo") // elsewhere than on Linux the name is short
	return fmt.Sprintf("%s, %s", cpu(string(info)), plural(runtime.NumCPU(), "core"))
}

// cpu returns the name that /proc/cpuinfo's text gives, with the instruction
// sets that decide which kernels run.
func cpu(info string) string {
	name, sets := runtime.GOARCH, []string(nil)
	for row := range strings.Lines(info) {
		key, value, _ := strings.Cut(row, ":")
		switch strings.TrimSpace(key) {
		case "model name":
			name = strings.TrimSpace(value)
		case "flags":
			sets = simd(strings.Fields(value))
		}
	}
	return strings.Join(append([]string{name}, sets...), ", ")
}

func simd(flags []string) []string {
	known := map[string]string{"avx2": "AVX2", "avx512f": "AVX-512"}
	var sets []string
	for _, flag := range flags {
		if name, ok := known[flag]; ok {
			sets = append(sets, name)
		}
	}
	return sets
}

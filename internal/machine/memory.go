package machine

import (
	"fmt"
	"os"
	"strings"
	"time"

	"digits/graph/kernel"
)

// PeakMemory returns the most memory that the process has held since its start,
// or since ForgetPeak, in MB, as Linux counts it; 0 elsewhere.
func PeakMemory() float64 {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	return peakOf(string(status))
}

// peakOf reads the text of /proc/self/status.
func peakOf(status string) float64 {
	for row := range strings.Lines(status) {
		var kilobytes int
		if _, err := fmt.Sscanf(row, "VmHWM: %d kB", &kilobytes); err == nil {
			return float64(kilobytes) * 1024 / 1e6
		}
	}
	return 0
}

// ForgetPeak begins PeakMemory anew, where Linux allows it: proc(5), clear_refs.
func ForgetPeak() {
	_ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0o200) // refused: the old peak stays
}

// Bandwidth measures how many bytes a second the cores that GOMAXPROCS allows
// read and write together while they pass over three arrays of size bytes in
// all, two read and one written, as STREAM's Add does (McCalpin, 1995): the memory's
// bandwidth for a size far beyond the caches, or else that of a cache. It
// returns the best of several passes, five at least and 20 milliseconds of them.
func Bandwidth(size int) float64 {
	const leastPasses, leastTime = 5, 20 * time.Millisecond
	n := max(size/12, 1)
	a, b, c := make([]float32, n), make([]float32, n), make([]float32, n)
	best := 0.0
	for passes, start := 0, time.Now(); passes < leastPasses || time.Since(start) < leastTime; passes++ {
		pass := time.Now()
		kernel.Mul(c, a, b)
		best = max(best, 12*float64(n)/time.Since(pass).Seconds())
	}
	return best
}

//go:build race

package kernel

// raceDetector is on: it makes sync.Pool drop what it is given, now and then, so
// that allocations cannot be counted.
const raceDetector = true

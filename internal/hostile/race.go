//go:build race

package hostile

// raceDetector is on: it allocates on its own, so that allocations are not counted.
const raceDetector = true

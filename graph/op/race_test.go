//go:build race

package op

// The race detector allocates on its own.
const raceDetector = true

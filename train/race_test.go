//go:build race

package train

// The race detector allocates on its own.
const raceDetector = true

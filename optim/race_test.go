//go:build race

package optim

// The race detector allocates on its own.
const raceDetector = true

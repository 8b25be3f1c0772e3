//go:build race

package graph

// The race detector allocates on its own.
const raceDetector = true

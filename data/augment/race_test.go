//go:build race

package augment_test

// The race detector allocates on its own.
const raceDetector = true

//go:build !race

package augment_test

const raceDetector = false

//go:build !race

package op

const raceDetector = false

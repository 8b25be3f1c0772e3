//go:build !race

package optim

const raceDetector = false

package hdf5

import "fmt"

// What one item costs the allowance: the memory of the Go values that stand
// for it, growth of their slices included.
const (
	linkCost    = 160
	messageCost = 128
	groupCost   = 256
	datasetCost = 256
	stringCost  = 48
	nodeCost    = 32
	objectCost  = 96
)

// allowance is what reading a file may still allocate, in bytes. Nothing is
// ever given back.
type allowance int

// take takes n times size bytes for what is about to be read.
func (a *allowance) take(n, size uint64, what string) error {
	left := uint64(max(*a, 0))
	if size > 0 && n > left/size {
		return fmt.Errorf("hdf5: %s: got %d times %d bytes, want at most %d in all: the file claims more than it can hold: %w",
			what, n, size, left, ErrLimit)
	}
	*a -= allowance(n * size)
	return nil
}

// maxSteps bounds the work, however large the file: the entries of headers,
// b-trees and paths that reading may look at. A model of 4000 layers takes a
// tenth of it.
const maxSteps = 1 << 20

// step spends n steps and size bytes.
func (f *file) step(n, size uint64, where string) error {
	if n > f.steps {
		return fmt.Errorf("hdf5: %s: got more than %d entries in all: a loop, or no file of weights: %w", where, maxSteps, ErrLimit)
	}
	f.steps -= n
	return f.allowance.take(n, size, where)
}

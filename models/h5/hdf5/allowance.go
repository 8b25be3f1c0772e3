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
// ever given back: it bounds the work as well, since every step takes some.
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

package kernel

import "fmt"

// wantLength panics when a slice is shorter or longer than the shapes given beside it say: an error of the program,
// as an index out of range is, and the only one a kernel does not return.
func wantLength(where, what string, got, want int) {
	if got != want {
		panic(fmt.Sprintf("kernel: %s: %s has %d elements, want %d: give it the length its shape says", where, what, got, want))
	}
}

// wantLengthOrNil is wantLength for a slice that may be left out.
func wantLengthOrNil[T any](where, what string, got []T, want int) {
	if got != nil {
		wantLength(where, what, len(got), want)
	}
}

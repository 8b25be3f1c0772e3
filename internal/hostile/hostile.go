// Package hostile holds readers of files to their bounds on files made to
// break them.
package hostile

import (
	"runtime"
	"testing"
)

// slack is what a reader may allocate beyond the length of its file.
const slack = 8 << 20

// Refused fails the test unless read returns an error, without allocating more
// than the file's length and 8 MiB. All allocations count, also those already
// garbage, so the peak is below.
func Refused(t testing.TB, data []byte, read func([]byte) error) error {
	t.Helper()
	err := Bounded(t, data, read)
	if err == nil {
		t.Error("got no error")
	}
	return err
}

// Bounded is Refused for a file that may also be read.
func Bounded(t testing.TB, data []byte, read func([]byte) error) error {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := read(data)
	runtime.ReadMemStats(&after)
	if got := after.TotalAlloc - before.TotalAlloc; got > uint64(len(data))+slack && !raceDetector {
		t.Errorf("got %d bytes allocated for a file of %d, want at most 8 MiB more", got, len(data))
	}
	return err
}

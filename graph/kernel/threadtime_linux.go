package kernel

import (
	"time"

	"golang.org/x/sys/unix"
)

// threadTime returns how long the calling thread has run.
func threadTime() (time.Duration, bool) {
	var t unix.Timespec
	err := unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t)
	return time.Duration(t.Nano()), err == nil
}

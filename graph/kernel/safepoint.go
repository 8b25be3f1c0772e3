package kernel

import "runtime"

// safePoint is a call that looks at its stack, where a goroutine in a loop can be
// stopped for a garbage collection. runtime.Gosched would do as well, but hands
// a locked thread's place to another thread each time.
//
//go:noinline
func safePoint() {
	var frame [256]byte
	runtime.KeepAlive(&frame)
}

// rest waits for some ten nanoseconds, and now and then lets the scheduler in:
// without that a spinning goroutine would keep a garbage collection waiting.
func rest(spins int) {
	if spins%spinsPerYield == 0 {
		runtime.Gosched()
	}
	pause()
}

// Command busy keeps one core at work, as any program that computes would, and
// prints how fast it gets on, so that bench/compare can tell what a training
// takes from others: a line for each twentieth of a second with the time at its
// end, in seconds since 1970, and the turns a second. It ends with its standard
// input.
package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"time"
)

const (
	sample = 50 * time.Millisecond
	turns  = 100_000 // some 0.1 ms between two looks at the clock
)

func main() {
	go func() {
		io.Copy(io.Discard, os.Stdin)
		os.Exit(0)
	}()
	out := bufio.NewWriter(os.Stdout)
	for state := uint64(1); ; {
		start, done := time.Now(), 0
		for time.Since(start) < sample {
			state = turn(state)
			done += turns
		}
		now := time.Now()
		fmt.Fprintf(out, "%.3f %.0f\n", float64(now.UnixMicro())/1e6, float64(done)/now.Sub(start).Seconds())
		if state == 0 || out.Flush() != nil { // the state is never 0: the turns cannot be left out
			return
		}
	}
}

// turn makes some steps of a generator of random numbers: George Marsaglia,
// "Xorshift RNGs" (2003), Journal of Statistical Software 8 (14).
func turn(x uint64) uint64 {
	for range turns {
		x ^= x << 13
		x ^= x >> 7
		x ^= x << 17
	}
	return x
}

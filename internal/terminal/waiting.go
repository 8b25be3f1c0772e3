package terminal

import (
	"fmt"
	"io"
	"os"
	"time"
)

// patience is how long nothing need be said.
const patience = 2 * time.Second

// Waiting says on standard error, if that is a terminal, what a long work is at: after two
// seconds, then every two. The line is taken away by done.
func Waiting(what func() string) (done func()) {
	if !Is(os.Stderr) {
		return func() {}
	}
	return waiting(os.Stderr, patience, what)
}

func waiting(w io.Writer, every time.Duration, what func() string) (done func()) {
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(every)
		defer tick.Stop()
		for said := false; ; said = true {
			select {
			case <-tick.C:
				fmt.Fprintf(w, "\r%s\x1b[K", what())
			case <-end:
				if said {
					fmt.Fprint(w, "\r\x1b[K")
				}
				return
			}
		}
	}()
	return func() { close(end); <-ended }
}

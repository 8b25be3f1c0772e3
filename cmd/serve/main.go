// Command serve is a page to draw a digit on, and an HTTP API that reads one. `go
// run ./cmd/serve -h` explains its flags.
package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"runtime/debug"

	"digits/internal/command"
)

func main() { command.Main("serve", serve) }

// memory is how much the collector lets the server have before it works harder: a
// help where much becomes garbage at once. What is bounded are bodies and pictures.
const memory = 768 << 20

func serve(ctx context.Context, args []string, stdout io.Writer) error {
	s, err := parse(args, stdout)
	if err != nil {
		return command.Usage(err)
	}
	choices, err := s.choices(stdout)
	if err != nil {
		return err
	}
	var keep *keeper
	if s.keep != "" {
		if keep, err = newKeeper(s.keep); err != nil {
			return err
		}
	}
	listener, err := listen(s.addr)
	if err != nil {
		return err
	}
	debug.SetMemoryLimit(memory)
	choices.printAssumed(stdout)
	interfaces, _ := net.InterfaceAddrs() // without, others have to find out
	fmt.Fprintf(stdout, "Models: %s\n%s Ctrl-C ends it.\n", choices, reachable(listener.Addr(), interfaces))
	return run(ctx, newServer(newHandler(choices, s.host(), keep)), listener)
}

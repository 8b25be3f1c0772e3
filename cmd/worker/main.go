// Command worker does trials of studies that are on a NATS server. `go run
// ./cmd/worker -h` explains its flags.
package main

import (
	"context"
	"io"

	"digits/internal/command"
)

func main() { command.Main("worker", work) }

func work(ctx context.Context, args []string, stdout io.Writer) error {
	s, err := parse(args, stdout)
	if err != nil {
		return command.Usage(err)
	}
	return s.do(ctx, stdout)
}

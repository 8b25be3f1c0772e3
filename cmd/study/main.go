// Command study trains a grid of settings, or random ones, and finds out which is
// the best. `go run ./cmd/study -h` explains its flags.
package main

import (
	"context"
	"io"

	"digits/internal/command"
)

func main() { command.Main("study", studies) }

func studies(ctx context.Context, args []string, stdout io.Writer) error {
	s, err := parse(args, stdout)
	if err != nil {
		return command.Usage(err)
	}
	switch {
	case s.list:
		return s.printList(stdout)
	case s.show != "":
		return s.printStudy(stdout)
	case s.remove != "":
		return s.deleteStudy(ctx, stdout)
	}
	return s.run(ctx, stdout)
}

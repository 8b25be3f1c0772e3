// Command evaluate tests a model from a file on a data set. `go run
// ./cmd/evaluate -h` explains its flags.
package main

import (
	"context"
	"io"

	"digits/internal/command"
)

func main() { command.Main("evaluate", evaluate) }

func evaluate(ctx context.Context, args []string, stdout io.Writer) error {
	s, err := parse(args, stdout)
	if err != nil {
		return command.Usage(err)
	}
	if s.images != "" {
		return s.onImages(ctx, stdout)
	}
	return s.onDataSet(ctx, stdout)
}

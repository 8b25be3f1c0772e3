// Command train trains a handwritten-digit classifier on MNIST, tests it and
// saves it. `go run ./cmd/train -h` explains its flags.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"digits/data"
)

// Exit codes: a wrong command line, any other failure, Ctrl-C.
const (
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	go func() {
		<-ctx.Done()
		stop() // a second Ctrl-C ends the program at once
	}()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	s, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "train: %v (train -h explains the flags)\n", err)
		return exitUsage
	}
	err = s.do(ctx, stdout)
	switch {
	case errors.Is(err, errInterrupted):
		fmt.Fprintln(stderr, err)
		return exitInterrupted
	case err != nil:
		fmt.Fprintln(stderr, err)
		return exitFailure
	}
	return 0
}

// do checks what can be checked before long work, then checks or trains.
func (s settings) do(ctx context.Context, w io.Writer) error {
	if s.check {
		return s.checkGradients(w)
	}
	for _, path := range []string{s.outputFile(s.seed), s.historyFile} {
		if err := writable(path); err != nil {
			return err
		}
	}
	source, err := data.MNIST(s.data)
	if err != nil {
		return err
	}
	return s.trainAll(ctx, source, w)
}

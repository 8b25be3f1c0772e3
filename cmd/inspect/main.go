// Command inspect lists what is in a file of weights. `go run ./cmd/inspect -h`
// explains it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"

	"digits/models"
)

// Exit codes: a wrong command line, any other failure.
const (
	exitFailure = 1
	exitUsage   = 2
)

const usage = `List what is in a file of weights.

    go run ./cmd/inspect FILE

FILE is .safetensors, .h5, .weights.h5 or .keras of Keras, .pth of PyTorch,
recognised by its content. Printed are its arrays (name, shape, type, least,
mean and largest value, share of zeros), its metadata or configuration, whether
it has an optimizer's state, and what a model loaded from it would be.
`

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	path, err := parse(args)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprint(stdout, usage)
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "inspect: %v (inspect -h explains the command)\n", err)
		return exitUsage
	}
	contents, err := models.ReadContents(path)
	if err != nil {
		fmt.Fprintf(stderr, "inspect: %s: %v\n", path, err)
		return exitFailure
	}
	if err := print(stdout, path, contents); err != nil {
		fmt.Fprintln(stderr, err)
		return exitFailure
	}
	return 0
}

func parse(args []string) (path string, err error) {
	f := flag.NewFlagSet("inspect", flag.ContinueOnError)
	f.SetOutput(io.Discard)
	if err := f.Parse(args); err != nil {
		return "", err
	}
	if f.NArg() != 1 {
		return "", fmt.Errorf("got %d files, want one", f.NArg())
	}
	return f.Arg(0), nil
}

// Command convert writes a model in another format. `go run ./cmd/convert -h`
// explains it.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"

	"digits/internal/whole"
	"digits/models"
)

// Exit codes: a wrong command line, any other failure.
const (
	exitFailure = 1
	exitUsage   = 2
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

func run(args []string, stdout, stderr io.Writer) int {
	s, err := parse(args, stdout)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintf(stderr, "convert: %v (convert -h explains the command)\n", err)
		return exitUsage
	}
	if err := s.convert(stdout); err != nil {
		fmt.Fprintln(stderr, err)
		return exitFailure
	}
	return 0
}

// convert says what it assumed, then writes.
func (s settings) convert(w io.Writer) error {
	if err := whole.Writable(s.out); err != nil {
		return err
	}
	m, err := models.LoadWith(s.in, s.load)
	if err != nil {
		return err
	}
	for _, line := range m.Assumed {
		fmt.Fprintf(w, "Assumed %s\n", line)
	}
	if err := m.SaveWith(s.out, s.save); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Saved %s: %s, %d parameters, scale %s%s\n", s.out, m.Recipe, m.Params.Count(), m.Scale, s.lost())
	return err
}

// lost says what the format has no place for.
func (s settings) lost() string {
	if ext := models.Extension(s.out); ext == ".safetensors" || strings.HasSuffix(s.out, ".onnx") && s.save.Raw {
		return ""
	}
	return ", which this format does not say"
}

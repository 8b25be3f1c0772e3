// Command convert writes a model in another format. `go run ./cmd/convert -h`
// explains it.
package main

import (
	"context"
	"fmt"
	"io"

	"digits/internal/command"
	"digits/internal/loading"
	"digits/internal/whole"
	"digits/models"
)

func main() { command.Main("convert", convert) }

func convert(_ context.Context, args []string, stdout io.Writer) error {
	s, err := parse(args, stdout)
	if err != nil {
		return command.Usage(err)
	}
	return s.convert(stdout)
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
	if err := loading.PrintAssumed(w, m); err != nil {
		return err
	}
	if err := m.SaveWith(s.out, s.save); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Saved %s: %s, %d parameters, scale %s%s\n", s.out, m.Recipe, m.Params.Count(), m.Scale, s.lost())
	return err
}

// lost says what the format has no place for that others read.
func (s settings) lost() string {
	if ext := models.Extension(s.out); ext == ".safetensors" || ext == ".onnx" && s.save.Raw {
		return ""
	}
	return ", for whoever runs it elsewhere to apply"
}

package main

import (
	"fmt"
	"io"
	"strings"

	"digits/data"
	"digits/internal/command"
	"digits/internal/loading"
	"digits/models"
)

// printRun says how the model was trained, and the command line that makes it again.
func printRun(w io.Writer, path string, r *models.Run) {
	if r == nil {
		return
	}
	fmt.Fprintf(w, "\nTrained on %d examples, %d for validation, batch %d, %d epochs, %s", r.Examples, r.Validation, r.Batch, r.Epochs, loading.Printable(r.Optimizer))
	if r.Augment != "" {
		fmt.Fprintf(w, ", augmentation %s", loading.Printable(r.Augment))
	}
	line := "go run ./cmd/train"
	for _, flag := range r.Flags {
		name, value, _ := strings.Cut(flag, "=")
		if line += " -" + name; value != "true" {
			line += " " + command.Quoted(value)
		}
	}
	mnist := r.Data == data.MNISTSum
	if !mnist {
		line += " -data PATH"
	}
	line += " -out again" + models.Extension(path)
	fmt.Fprintf(w, "\nThe same file is made by: %s\n", loading.Printable(line))
	switch {
	case mnist:
		fmt.Fprintf(w, "on MNIST (SHA-256 %s)\n", r.Data)
	default:
		fmt.Fprintf(w, "where PATH is the data set whose examples have the SHA-256 %s, in any form (images with -label and -transpose where it needs them)\n", loading.Printable(r.Data))
	}
	if r.From != "" {
		fmt.Fprintf(w, "and FILE the model with the SHA-256 %s\n", loading.Printable(r.From))
	}
}

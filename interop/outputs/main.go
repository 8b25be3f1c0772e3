// Command outputs writes what a model predicts for MNIST's test images, for the
// scripts beside it to compare with:
//
//	go run ./interop/outputs MODEL OUT
//
// OUT gets the probabilities (images, classes) as little-endian float32.
package main

import (
	"fmt"
	"os"

	"digits/data"
	"digits/internal/whole"
	"digits/models"
	"digits/models/dtype"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: predict MODEL OUT")
		os.Exit(2)
	}
	if err := predict(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func predict(model, out string) error {
	source, err := data.MNIST("")
	if err != nil {
		return err
	}
	m, err := models.Load(model)
	if err != nil {
		return err
	}
	var pixels []byte
	for i := range source.Test.Len() {
		pixels = append(pixels, source.Test.Image(i)...)
	}
	probabilities, err := m.Predict(pixels)
	if err != nil {
		return err
	}
	return whole.WriteFile(out, dtype.Encode(nil, probabilities))
}

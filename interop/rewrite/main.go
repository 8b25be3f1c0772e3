// Command rewrite turns one file of weights into another, for the scripts
// beside it:
//
//	go run ./interop/rewrite IN OUT
//
// IN is a PyTorch or a safetensors file, recognised by content; OUT ends in
// .pth or .safetensors.
//
// If IN is one of Keras' files, OUT ends in .h5, .legacy.h5, .weights.h5 or
// .keras.
package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"digits/models/h5"
	"digits/models/pth"
	"digits/models/safetensors"
	"digits/models/weights"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: convert IN OUT")
		os.Exit(2)
	}
	if err := convert(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func convert(in, out string) error {
	data, err := os.ReadFile(in)
	if err != nil {
		return err
	}
	if h5.Recognize(data) {
		return convertKeras(data, out)
	}
	arrays, err := read(data)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := write(&b, filepath.Ext(out), arrays); err != nil {
		return err
	}
	return os.WriteFile(out, b.Bytes(), 0o644)
}

func read(data []byte) ([]weights.Array, error) {
	if pth.Recognize(data) {
		file, err := pth.Read(data)
		if err != nil {
			return nil, err
		}
		return file.Arrays, nil
	}
	arrays, _, err := safetensors.Read(data)
	return arrays, err
}

func write(w io.Writer, extension string, arrays []weights.Array) error {
	switch extension {
	case ".pth":
		return pth.Write(w, arrays)
	case ".safetensors":
		return safetensors.Write(w, arrays, map[string]string{"format": "pt"})
	}
	return fmt.Errorf("convert: got %q, want .pth or .safetensors", extension)
}

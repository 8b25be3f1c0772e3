package main

import (
	"fmt"
	"io"

	"digits/internal/command"
	"digits/internal/loading"
	"digits/models"
)

type settings struct {
	in, out string
	load    models.LoadOptions
	save    models.SaveOptions
}

const usage = `Write a model in another format: IN is recognised by its content, OUT's ending
says what to write.

    go run ./cmd/convert IN OUT [flags]

    go run ./cmd/convert model.h5 model.safetensors
    go run ./cmd/convert weights.pth model.keras -arch torch
    go run ./cmd/convert model.safetensors model.onnx -raw

    .safetensors   all that this program knows of a model
    .h5, .keras    a whole Keras model, which loads and trains there
    .weights.h5    weights for a Keras model's load_weights
    .pth           weights for a PyTorch model's load_state_dict
    .onnx          what the network computes, operation by operation, for other programs to run

Files of weights do not name their layers. They are taken for the recipe that
their sizes fit, else for Dense layers with ReLU between them; -arch decides.
Files of Keras and PyTorch do not say how pixels were scaled; -scale does.
What is assumed is printed.

The flags:

`

// parse reads the command line, flags before or after the files. It prints the
// usage to w if asked for it.
func parse(args []string, w io.Writer) (s settings, err error) {
	var loads loading.Flags
	f := command.Flags("convert")
	loads.Register(f)
	f.BoolVar(&s.save.Raw, "raw", false, "an .onnx model takes bytes and gives probabilities, not scaled floats and the network's own output")
	files, err := command.Parse(f, args, usage, w)
	if err != nil {
		return s, err
	}
	if len(files) != 2 {
		return s, fmt.Errorf("got %d files, want IN and OUT", len(files))
	}
	s.in, s.out = files[0], files[1]
	if s.load, err = loads.Options(); err != nil {
		return s, err
	}
	if err := models.CheckFileName(s.out); err != nil {
		return s, err
	}
	if s.save.Raw && models.Extension(s.out) != ".onnx" {
		return s, fmt.Errorf("-raw: got %q, want a file that ends in .onnx", s.out)
	}
	return s, nil
}

package main

import (
	"errors"
	"fmt"
	"io"

	"digits/internal/command"
	"digits/internal/loading"
	"digits/models"
)

// settings are what the command line asks for.
type settings struct {
	file   string
	data   command.Data
	report string
	images string // folder of a person's own pictures
	naive  bool
	json   bool
	load   models.LoadOptions
}

const usage = `Test a model on MNIST's test images, or on another data set's.

    go run ./cmd/evaluate MODEL
    go run ./cmd/evaluate torch.pth -report report
    go run ./cmd/evaluate keras-small.h5 -json
    go run ./cmd/evaluate fashion.safetensors -data fashion-mnist
    go run ./cmd/evaluate -images my-digits

MODEL is .safetensors, .h5, .weights.h5 or .keras of Keras, .pth of PyTorch, .onnx,
or a -backup of cmd/train, recognised by its content. Printed are loss, accuracy with its standard error,
precision, recall and F1 of each class, and the confusion matrix. -report makes
a folder with a page and pictures of them, index.html and PNG and SVG files.

-images tests on your own pictures instead, with MODEL or, without one, with the
model in the program: a folder with labels.csv (columns path, label and, if you
like, style; as Excel writes it, too), or with a folder for each digit (7/a.png),
or with names that begin with the digit or end in it (7_a.png, digit7.png).
Printed are the accuracy by source (folder or style) with Wilson's interval, how
many answers are not sure, and the mistakes.

Files of weights do not name their layers, those of Keras and PyTorch do not
say how pixels were scaled: -arch and -scale decide. What is assumed is printed;
if another of the known scalings fits the data clearly better, so is that. Of a
model whose scaling is a guess no answer is sure. Of one without classes the loss
alone is printed.

The flags:

`

// parse reads the command line. It prints the usage to w if asked for it.
func parse(args []string, w io.Writer) (s settings, err error) {
	var loads loading.Flags
	f := command.Flags("evaluate")
	s.data.Flags(f)
	f.StringVar(&s.report, "report", "", "`folder` to write a report in, made if it is missing")
	f.BoolVar(&s.json, "json", false, "print one JSON object instead of text")
	f.StringVar(&s.images, "images", "", "`folder` of your own labelled pictures to test on instead")
	f.BoolVar(&s.naive, "naive", false, "with -images: scale pictures to 28x28 as they are, as tutorials do")
	loads.Register(f)
	files, err := command.Parse(f, args, usage, w)
	if err != nil {
		return s, err
	}
	switch {
	case s.images != "" && (s.data.Path != "" || s.report != ""):
		return s, errors.New("-images: got -data or -report with it, which are for data sets")
	case s.naive && s.images == "":
		return s, errors.New("-naive: is for -images only")
	case len(files) > 1 || len(files) == 0 && s.images == "":
		return s, fmt.Errorf("got %d files, want one MODEL", len(files))
	case len(files) == 1:
		s.file = files[0]
	}
	s.load, err = loads.OptionsFor(s.file != "", "MODEL")
	return s, err
}

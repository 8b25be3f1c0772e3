package main

import (
	"errors"
	"io"

	"digits/internal/command"
	"digits/internal/loading"
	"digits/models"
)

// settings are what the command line asks for.
type settings struct {
	files   []string
	model   string
	json    bool
	show    bool
	naive   bool
	page    bool
	explain string // folder, or empty
	out     string // folder, or with data a file; or empty
	fields  string // CSV file of a form's fields, or empty
	form    []field
	data    string // CSV file of images, - for standard input; or empty

	probabilities bool
	load          models.LoadOptions
}

const usage = `Read the digits in your own pictures.

    go run ./cmd/predict photo.jpg
    go run ./cmd/predict scans/ drawing.png      # files and folders, a line each
    go run ./cmd/predict - < drawing.png
    go run ./cmd/predict -show photo.jpg         # and what the network sees
    go run ./cmd/predict -explain why photo.jpg  # each step as a picture in the folder why
    go run ./cmd/predict -page sheet.jpg -out .  # several digits; sheet-page.png has them in boxes
    go run ./cmd/predict -fields form.csv -out read scans/  # read/fields.csv, a row a scan
    go run ./cmd/predict -data test.csv -model M -out submission.csv  # an image a row, as Kaggle has them

A picture is a PNG, JPEG, GIF, BMP, TIFF or WebP file of one digit: a photo, a
scan or a drawing, dark on light or light on dark, with shadows and squared
paper. It is made like MNIST's own images, then read by the model that is in the
program, or by another, -model FILE. An answer that is often wrong at that
probability is marked "not sure", and so is one from a picture that seems to have
several digits: -page reads those, in boxes, in combs and on lines too, and writes
what stands together as a number. -fields reads the fields of scans of one form: its
file's columns are name,x,y,width,height, the last four in shares of the page, 0 to
1, from its left upper corner; the table's last column names the fields that are not
sure, and the page of each scan is drawn for the eye. No answer is sure of a model that does not say
how pixels are scaled: -scale says it. What was assumed of a model is printed.

The flags:

`

// parse reads the command line. It prints the usage to w if asked for it.
func parse(args []string, w io.Writer) (s settings, err error) {
	var loads loading.Flags
	f := command.Flags("predict")
	f.StringVar(&s.model, "model", "", "`file` of another model, as cmd/train, Keras or PyTorch saves it, for 28x28 pixels")
	f.BoolVar(&s.json, "json", false, "print a JSON object a picture, or a digit of a page")
	f.BoolVar(&s.show, "show", false, "print the 28x28 pixels that the network sees")
	f.BoolVar(&s.naive, "naive", false, "scale pictures to 28x28 as they are, as tutorials do, for comparison")
	f.BoolVar(&s.page, "page", false, "find several digits in each picture and read them in order")
	f.StringVar(&s.explain, "explain", "", "`folder` for a picture of each step and of the nearest training digits")
	f.StringVar(&s.fields, "fields", "", "CSV `file` of a form's fields, name,x,y,width,height in shares of the page: read them in each picture into a table, printed, or in -out")
	f.StringVar(&s.out, "out", "", "`folder` for a page's picture with its digits in boxes, or for the table of -fields and its pictures; with -data the file to write, as submission.csv")
	f.StringVar(&s.data, "data", "", "CSV `file` of images, a row of pixels each, gzipped or not, - for standard input: write ImageId,Label for each; a column called label or id is left out")
	f.BoolVar(&s.probabilities, "probabilities", false, "with -data, write each class's probability too")
	loads.Register(f)
	if s.files, err = command.Parse(f, args, usage, w); err != nil {
		return s, err
	}
	switch {
	case s.data != "":
		if len(s.files) > 0 || s.page || s.fields != "" || s.naive || s.show || s.json || s.explain != "" {
			err = errors.New("-data: got pictures, or flags for them, with it: want -model, -out and -probabilities alone")
		}
	case s.probabilities:
		err = errors.New("-probabilities: is for -data only; -json has those of pictures")
	case len(s.files) == 0:
		err = errors.New("got no picture, want files, folders, or - for standard input")
	case s.fields != "" && (s.page || s.naive || s.show || s.json || s.explain != ""):
		err = errors.New("-fields: got -page, -naive, -show, -json or -explain with it: want -model and -out alone")
	case s.page && (s.naive || s.explain != ""):
		err = errors.New("-page: got -naive or -explain with it, which are for pictures of one digit")
	case s.out != "" && !s.page && s.fields == "":
		err = errors.New("-out: is for -page, -fields and -data only")
	case s.naive && s.explain != "":
		err = errors.New("-explain: got -naive with it, which has no steps to explain")
	}
	if err == nil {
		s.load, err = loads.OptionsFor(s.model != "", "-model FILE")
	}
	return s, err
}

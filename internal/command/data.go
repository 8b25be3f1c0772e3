package command

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strconv"

	"digits/data"
)

// Data is the data set that a command line names, in any form that data.Open
// reads.
type Data struct {
	Path    string // "": MNIST, wherever it is
	Options data.Options
}

// Flags adds -data and the flags that say what a data set's files leave open.
func (d *Data) Flags(f *flag.FlagSet) {
	f.StringVar(&d.Path, "data", "", "`path` of a data set: MNIST's files or others of their form, .npz, CSV, pictures in a folder a class, a zip file of these (if not given: MNIST, wherever it is)")
	f.StringVar(&d.Options.Label, "label", "", "the `column` of CSV data that is to be predicted: its name, or its number, -1 the last")
	f.BoolVar(&d.Options.Regression, "regression", false, "what is to be predicted is a number, not a class")
	f.Var(split{&d.Options.Test}, "test", "`N|SHARE`: examples to split off to test with, where the data have no test part (a fifth if not given)")
	f.Func("transpose", "`yes|no|auto`: whether to exchange rows and columns of images (auto if not given: if they resemble MNIST's, but on their side)", func(text string) (err error) {
		d.Options.Transpose, err = data.ParseTranspose(text)
		return err
	})
}

// split is a flag.Value of how much is split off.
type split struct{ *data.Split }

func (s split) Set(text string) (err error) {
	*s.Split, err = data.ParseSplit(text)
	return err
}

func (s split) String() string {
	switch {
	case s.Split == nil || *s.Split == data.Split{}:
		return ""
	case s.Count > 0:
		return strconv.Itoa(s.Count)
	}
	return strconv.FormatFloat(s.Share, 'g', -1, 64)
}

// Open opens the data set, images or a table, and prints what was read, guessed and
// done.
func (d Data) Open(w io.Writer) (*data.Source, error) {
	source, err := data.Open(d.Path, d.Options)
	if errors.Is(err, data.ErrNumber) {
		return nil, fmt.Errorf("%w: -regression says so", err)
	}
	if err != nil {
		return nil, err
	}
	for _, note := range source.Notes {
		if _, err := fmt.Fprintln(w, note); err != nil {
			return nil, err
		}
	}
	return source, nil
}

// Examples is what a set's examples are called.
func Examples(s *data.Set) string {
	if s.Pixels == nil {
		return "rows"
	}
	return "images"
}

// Size is what each of a set's examples has.
func Size(s *data.Set) string {
	if s.Pixels == nil {
		return fmt.Sprintf("%d numbers", s.Size())
	}
	return fmt.Sprintf("%dx%d pixels", s.Height, s.Width)
}

// Labelled is Open for a command that knows classes only, of images or of a table's rows.
func (d Data) Labelled(w io.Writer) (*data.Source, error) {
	if d.Options.Regression {
		return nil, Usage(errors.New("-regression: this command compares accuracies: cmd/train takes numbers to predict"))
	}
	source, err := d.Open(w)
	if errors.Is(err, data.ErrNumber) {
		return nil, fmt.Errorf("%w, to cmd/train alone: here, want classes", err)
	}
	return source, err
}

// Images is Open for a command that knows images with labels only.
func (d Data) Images(w io.Writer) (*data.Source, error) {
	source, err := d.Open(w)
	if err != nil {
		return nil, err
	}
	if source.Train.Pixels == nil || source.Train.Labels == nil {
		return nil, fmt.Errorf("data: %s holds rows of numbers, want labelled images: cmd/train and cmd/study take tables", source.From)
	}
	return source, nil
}

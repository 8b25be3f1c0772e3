package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"digits/data/picture"
	"digits/internal/loading"
	"digits/internal/terminal"
	"digits/models/reader"
)

// printer reads pictures and prints what they say.
type printer struct {
	settings
	w       io.Writer
	reader  *reader.Reader
	several bool
	nearest nearest
	taken   map[string]bool // names of pictures of forms
}

const (
	digitDetail = 1024 // pixels to a side, enough for a digit
	pageDetail  = 2400 // and for a page of them
)

// one reads a picture.
func (p *printer) one(path string) error {
	detail := digitDetail
	if p.page {
		detail = pageDetail
	}
	g, err := reader.Open(path, os.Stdin, detail)
	if err != nil {
		return err
	}
	if p.page {
		return p.readPage(path, g)
	}
	a, err := p.reader.Read(g)
	if err != nil && p.explain != "" {
		return errors.Join(err, p.explainPicture(path, g, a, err))
	}
	if err != nil {
		return err
	}
	if err := p.print(path, a); err != nil || p.explain == "" {
		return err
	}
	return p.explainPicture(path, g, a, nil)
}

// print prints an answer: a line, and the ten probabilities if there is only one
// picture.
func (p *printer) print(path string, a reader.Answer) error {
	if p.json {
		return p.printJSON(answerLine{File: path, answer: p.answer(a), Digits: a.Digits, Assumed: loading.Assumed(p.reader.Model())})
	}
	fmt.Fprintf(p.w, "%s: %s\n", path, p.says(a))
	if p.show {
		fmt.Fprint(p.w, terminal.For(p.w).Image(picture.Size, picture.Size, a.Pixels))
	}
	if p.several {
		return nil
	}
	labels := make([]string, len(a.Probabilities))
	for i := range labels {
		labels[i] = p.class(i)
	}
	_, err := fmt.Fprint(p.w, terminal.For(p.w).Bars(labels, a.Probabilities, 4))
	return err
}

// says is "7, probability 0.9731", "not sure: 7, probability 0.4312" or, with more
// than one digit, "not sure: looks like 2 digits: try -page (as one: 7, …)".
// Where the scaling is a guess, it says so.
func (p *printer) says(a reader.Answer) string {
	text := fmt.Sprintf("%s, probability %.4f", p.class(a.Class), a.Probability)
	if a.ScaleGuessed {
		text += ", " + loading.ScaleGuessed
	}
	switch {
	case a.Digits > 1:
		return fmt.Sprintf("not sure: looks like %d digits: try -page (as one: %s)", a.Digits, text)
	case !a.Sure:
		return "not sure: " + text
	}
	return text
}

// class is what a class is called.
func (p *printer) class(i int) string {
	return loading.Printable(p.reader.Model().ClassName(i))
}

// answer is what -json prints of a digit.
type answer struct {
	Class         int       `json:"class"`
	Name          string    `json:"name,omitempty"` // of the class, if it has one
	Probability   float32   `json:"probability"`
	Sure          bool      `json:"sure"`
	Doubt         string    `json:"doubt,omitempty"` // why no answer is sure
	Probabilities []float32 `json:"probabilities"`
}

func (p *printer) answer(a reader.Answer) answer {
	of := answer{Class: a.Class, Probability: a.Probability, Sure: a.Sure, Probabilities: a.Probabilities}
	if names := p.reader.Model().ClassNames; a.Class < len(names) {
		of.Name = names[a.Class]
	}
	if a.ScaleGuessed {
		of.Doubt = loading.ScaleGuessed
	}
	return of
}

// answerLine is a JSON line: a picture's answer, or why there is none.
type answerLine struct {
	File string `json:"file"`
	answer
	Digits  int      `json:"digits"`  // how many the picture seems to have
	Assumed []string `json:"assumed"` // of the model
}

type failedLine struct {
	File  string `json:"file"`
	Error string `json:"error"`
}

func (p *printer) printJSON(line any) error { return json.NewEncoder(p.w).Encode(line) }

// failed prints why a picture could not be read.
func (p *printer) failed(path string, why error) error {
	if p.json {
		return p.printJSON(failedLine{path, why.Error()})
	}
	_, err := fmt.Fprintf(p.w, "%s: %v\n", path, why)
	return err
}

package main

import (
	"context"
	"net/http"
	"strings"

	"digits/data/picture"
)

// sheet is what a model says of a picture of several digits.
type sheet struct {
	Model   string       `json:"model"`
	Text    string       `json:"text"`  // the numbers in reading order, a blank between two
	Width   int          `json:"width"` // of the picture in which the boxes are, pixels
	Height  int          `json:"height"`
	Digits  []sheetDigit `json:"digits"`
	Assumed []string     `json:"assumed"` // of the model
}

// sheetDigit is a digit of a sheet.
type sheetDigit struct {
	Box           [4]int    `json:"box"`    // left, top, right, bottom
	Number        int       `json:"number"` // of the sheet's numbers, from 0, the one that it belongs to
	Class         int       `json:"class"`
	Name          string    `json:"name"` // what the class is called
	Probability   float32   `json:"probability"`
	Sure          bool      `json:"sure"`
	Probabilities []float32 `json:"probabilities"`
}

// readPage finds and reads the digits of the picture that is the request's body.
func (h *handler) readPage(w http.ResponseWriter, r *http.Request) {
	chosen, known := h.choices.named(r.URL.Query().Get("model"))
	if !known {
		refuse(w, http.StatusNotFound, "no such model, want one of "+h.choices.String())
		return
	}
	h.work(w, r, func(ctx context.Context, file []byte) (any, error) { return chosen.sheet(ctx, file) })
}

const sheetDetail = 2400 // pixels to a side, enough for a page of digits

func (c choice) sheet(ctx context.Context, file []byte) (sheet, error) {
	g, err := picture.DecodeFile(ctx, file, sheetDetail)
	if err != nil {
		return sheet{}, err
	}
	digits, err := picture.Page(g)
	if err != nil {
		return sheet{}, err
	}
	s := sheet{Model: c.Name, Width: g.Width, Height: g.Height, Assumed: c.Assumed}
	var text strings.Builder
	for i, d := range digits {
		if err := ctx.Err(); err != nil {
			return sheet{}, err
		}
		a, err := c.reader.Answer(d.Image)
		if err != nil {
			return sheet{}, err
		}
		name := c.reader.Model().ClassName(a.Class)
		s.Digits = append(s.Digits, sheetDigit{
			Box: [4]int{d.Left, d.Top, d.Right, d.Bottom}, Number: d.Number,
			Class: a.Class, Name: name, Probability: a.Probability, Sure: a.Sure && !d.Split, Probabilities: a.Probabilities,
		})
		if i > 0 && d.Number != digits[i-1].Number {
			text.WriteByte(' ')
		}
		text.WriteString(name)
	}
	s.Text = text.String()
	return s, nil
}

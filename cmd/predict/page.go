package main

import (
	"fmt"
	"image"
	"image/color"
	"path/filepath"
	"strings"

	"golang.org/x/image/draw"

	"digits/data/picture"
	"digits/internal/loading"
	"digits/internal/terminal"
	"digits/models/reader"
)

// pageDigit is what -json prints of a digit of a page, with its box in pixels of
// the picture as it was read.
type pageDigit struct {
	Box    [4]int `json:"box"`    // left, top, right, bottom
	Number int    `json:"number"` // of the page's numbers, from 0, the one that it belongs to
	answer
}

type pageLine struct {
	File    string      `json:"file"`
	Text    string      `json:"text"`
	Digits  []pageDigit `json:"digits"`
	Assumed []string    `json:"assumed"` // of the model
}

// readPage finds the digits of a picture and prints them as they stand, then
// those that are not sure.
func (p *printer) readPage(path string, g *picture.Gray) error {
	digits, err := picture.Page(g)
	if err != nil {
		return err
	}
	answers := make([]reader.Answer, len(digits))
	for i, d := range digits {
		if answers[i], err = p.reader.Answer(d.Image); err != nil {
			return err
		}
	}
	if p.json {
		err = p.printJSON(p.pageJSON(path, digits, answers))
	} else {
		err = p.printPage(path, digits, answers)
	}
	if err != nil || p.out == "" {
		return err
	}
	file := filepath.Join(p.out, beside(path)+"-page.png")
	if err := writePNG(file, p.boxed(g, digits, answers)); err != nil {
		return err
	}
	if !p.json {
		_, err = fmt.Fprintf(p.w, "Wrote %s\n", file)
	}
	return err
}

func (p *printer) printPage(path string, digits []picture.Digit, answers []reader.Answer) error {
	fmt.Fprintf(p.w, "%s: %d digits\n%s\n", path, len(digits), p.pageText(digits, answers))
	for i, a := range answers {
		if d := digits[i]; !a.Sure || d.Split {
			why := ""
			if d.Split {
				why = ", cut off what it touches"
			}
			fmt.Fprintf(p.w, "digit %d, at (%d, %d): %s%s\n", i+1, d.Left, d.Top, p.says(a), why)
		}
		if p.show {
			fmt.Fprint(p.w, terminal.For(p.w).Image(picture.Size, picture.Size, a.Pixels))
		}
	}
	return nil
}

func (p *printer) pageJSON(path string, digits []picture.Digit, answers []reader.Answer) pageLine {
	line := pageLine{File: path, Text: p.pageText(digits, answers), Assumed: loading.Assumed(p.reader.Model())}
	for i, a := range answers {
		d := digits[i]
		a.Sure = a.Sure && !d.Split
		line.Digits = append(line.Digits, pageDigit{[4]int{d.Left, d.Top, d.Right, d.Bottom}, d.Number, p.answer(a)})
	}
	return line
}

// pageText is the numbers as they stand: a new line where the next one is further
// left.
func (p *printer) pageText(digits []picture.Digit, answers []reader.Answer) string {
	var b strings.Builder
	for i, a := range answers {
		switch {
		case i == 0 || digits[i].Number == digits[i-1].Number:
		case digits[i].Left < digits[i-1].Left:
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
		b.WriteString(p.class(a.Class))
	}
	return b.String()
}

// Okabe & Ito's blue and vermillion.
var (
	sureColour  = color.RGBA{0, 114, 178, 255}
	doubtColour = color.RGBA{213, 94, 0, 255}
)

// boxed draws the picture with a box around each digit and its answer above: a
// question mark with those that are not sure.
func (p *printer) boxed(g *picture.Gray, digits []picture.Digit, answers []reader.Answer) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, g.Width, g.Height))
	draw.Draw(img, img.Rect, grayImage(g), image.Point{}, draw.Src)
	thick := max(2, g.Width/600)
	for i, d := range digits {
		outline := sureColour
		text := p.class(answers[i].Class)
		if !answers[i].Sure || d.Split {
			outline = doubtColour
			text += "?"
		}
		frame(img, image.Rect(d.Left, d.Top, d.Right, d.Bottom).Inset(-2*thick), thick, outline)
		label(img, d.Left-2*thick, d.Top-2*thick, g.Width, text, outline)
	}
	return img
}

func frame(img *image.RGBA, r image.Rectangle, thick int, c color.Color) {
	fill := image.NewUniform(c)
	for _, side := range []image.Rectangle{
		{r.Min, image.Pt(r.Max.X, r.Min.Y+thick)},
		{image.Pt(r.Min.X, r.Max.Y-thick), r.Max},
		{r.Min, image.Pt(r.Min.X+thick, r.Max.Y)},
		{image.Pt(r.Max.X-thick, r.Min.Y), r.Max},
	} {
		draw.Draw(img, side, fill, image.Point{}, draw.Src)
	}
}

// label writes white on the box's colour, above the box where there is room; in
// large pictures larger.
func label(img *image.RGBA, left, bottom, width int, text string, c color.Color) {
	size := max(1, width/700)
	small := image.NewRGBA(image.Rect(0, 0, 7*len(text)+4, 15))
	draw.Draw(small, small.Rect, image.White, image.Point{}, draw.Src)
	write(small, 2, 12, text)
	to := small.Rect
	to.Max = to.Max.Mul(size)
	to = to.Add(image.Pt(max(0, left), max(0, bottom-to.Max.Y)))
	draw.NearestNeighbor.Scale(img, to, small, small.Rect, draw.Src, nil)
	frame(img, to, size, c)
}

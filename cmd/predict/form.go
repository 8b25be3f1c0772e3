package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"image"
	"image/color"
	"math"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/image/draw"

	"digits/data/picture"
	"digits/internal/whole"
	"digits/models/reader"
)

// fieldText is what was read in a field.
type fieldText struct {
	box  image.Rectangle // in pixels of the page
	text string          // "" for nothing
	sure bool
}

// forms reads the fields of scans of one form into a CSV table, a row for each
// scan: the file, each field's text, and the names of the fields that are not sure,
// parted by ;. A scan that cannot be read has a row where none is sure.
func (p *printer) forms(ctx context.Context, paths []string) error {
	var table bytes.Buffer
	rows := csv.NewWriter(&table)
	head := []string{"file"}
	for _, f := range p.form {
		head = append(head, f.name)
	}
	rows.Write(append(head, "unsure"))
	failed, first := 0, error(nil)
	for _, path := range paths {
		if err := ctx.Err(); err != nil {
			return err
		}
		texts, err := p.readForm(path)
		if err != nil {
			if failed++; first == nil {
				first = fmt.Errorf("%s: %w", path, err)
			}
			texts = make([]fieldText, len(p.form))
		}
		rows.Write(p.formRow(path, texts))
	}
	rows.Flush() // to memory: nothing fails
	if err := p.writeTable(table.Bytes()); err != nil {
		return err
	}
	if failed > 0 {
		return fmt.Errorf("predict: %d of %d pictures could not be read, the first: %w", failed, len(paths), first)
	}
	return nil
}

func (p *printer) formRow(path string, texts []fieldText) []string {
	row := []string{path}
	var unsure []string
	for i, t := range texts {
		row = append(row, t.text)
		if !t.sure {
			unsure = append(unsure, p.form[i].name)
		}
	}
	return append(row, strings.Join(unsure, ";"))
}

// writeTable writes the table to -out's folder, or prints it without one.
func (p *printer) writeTable(table []byte) error {
	if p.out == "" {
		_, err := p.w.Write(table)
		return err
	}
	file := filepath.Join(p.out, "fields.csv")
	if err := whole.WriteFile(file, table); err != nil {
		return err
	}
	_, err := fmt.Fprintf(p.w, "Wrote %s, and a picture of each page to check by eye\n", file)
	return err
}

// readForm reads a scan's fields and draws them for the eye, if there is a folder
// for that.
func (p *printer) readForm(path string) ([]fieldText, error) {
	g, err := reader.Open(path, os.Stdin, pageDetail)
	if err != nil {
		return nil, err
	}
	texts := make([]fieldText, len(p.form))
	for i, f := range p.form {
		if texts[i], err = p.readField(g, f); err != nil {
			return nil, err
		}
	}
	if p.out == "" {
		return texts, nil
	}
	return texts, writePNG(filepath.Join(p.out, p.unused(beside(path))+"-fields.png"), p.drawnForm(g, texts))
}

// unused returns the name, with a number where a scan of another folder has it.
func (p *printer) unused(name string) string {
	if p.taken == nil {
		p.taken = map[string]bool{}
	}
	free := name
	for n := 2; p.taken[free]; n++ {
		free = fmt.Sprintf("%s-%d", name, n)
	}
	p.taken[free] = true
	return free
}

// readField reads a field as a page of its own. Sure is a number of sure digits none
// of which the field's edge may have cut; paper without any mark is surely nothing.
func (p *printer) readField(g *picture.Gray, f field) (t fieldText, err error) {
	t.box = f.on(g)
	part := g.Part(t.box.Min.Y, t.box.Min.X, t.box.Max.Y, t.box.Max.X)
	digits, err := picture.Page(part)
	if errors.Is(err, picture.ErrBlank) {
		t.sure = part.Flat()
		return t, nil
	}
	if err != nil {
		return t, err
	}
	answers := make([]reader.Answer, len(digits))
	t.sure = true
	for i, d := range digits {
		if answers[i], err = p.reader.Answer(d.Image); err != nil {
			return t, err
		}
		cut := d.Left <= 0 || d.Top <= 0 || d.Right >= part.Width || d.Bottom >= part.Height
		t.sure = t.sure && answers[i].Sure && !d.Split && !cut && d.Number == 0
	}
	t.text = strings.ReplaceAll(p.pageText(digits, answers), "\n", " ")
	return t, nil
}

// on returns the field's pixels, at least one.
func (f field) on(g *picture.Gray) image.Rectangle {
	at := func(share float64, size int) int { return min(int(math.Round(share*float64(size))), size) }
	left, top := min(at(f.x, g.Width), g.Width-1), min(at(f.y, g.Height), g.Height-1)
	return image.Rect(left, top, max(left+1, at(f.x+f.width, g.Width)), max(top+1, at(f.y+f.height, g.Height)))
}

// drawnForm draws the page with its fields, and what was read above each: with a
// question mark what is not sure.
func (p *printer) drawnForm(g *picture.Gray, texts []fieldText) image.Image {
	img := image.NewRGBA(image.Rect(0, 0, g.Width, g.Height))
	draw.Draw(img, img.Rect, grayImage(g), image.Point{}, draw.Src)
	thick := max(2, g.Width/600)
	for i, t := range texts {
		c, text := color.Color(sureColour), p.form[i].name+": "+t.text
		if !t.sure {
			c, text = doubtColour, text+"?"
		}
		frame(img, t.box, thick, c)
		label(img, t.box.Min.X, t.box.Min.Y, g.Width, text, c)
	}
	return img
}

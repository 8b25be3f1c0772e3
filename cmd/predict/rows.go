package main

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"

	"digits/data"
	"digits/internal/loading"
	"digits/internal/whole"
	"digits/models"
	"digits/models/pretrained"
)

// rowsAtOnce is how many rows of a CSV file are predicted together.
const rowsAtOnce = 4096

// predictRows predicts the rows of a CSV file or stream, each an image or what else the
// model takes, and writes a table as Kaggle wants it: ImageId from 1 (of a table's rows
// Id, or what its own column of them says), Label (of a table the column that the model
// predicts), and on request all probabilities.
func (s settings) predictRows(ctx context.Context, w io.Writer) error {
	m, err := s.loadModel()
	if err == nil && m == nil {
		m, err = pretrained.Model()
	}
	if err != nil {
		return err
	}
	if s.out != "" {
		if err := whole.Writable(s.out); err != nil {
			return err
		}
	}
	var in io.Reader = os.Stdin
	if s.data != "-" {
		f, err := os.Open(s.data)
		if err != nil {
			return fmt.Errorf("predict: -data: %w", err)
		}
		defer f.Close()
		in = f
	}
	height, width := imageSize(m)
	rows, err := data.NewRows(&endingReader{ctx: ctx, r: in}, data.RowForm{Height: height, Width: width, Numbers: ofTable(m), Columns: m.Columns})
	if err != nil {
		return fmt.Errorf("predict: -data %s: %w: want a CSV file of %s, a row each", s.data, err, inputsOf(m))
	}
	says := w
	if s.out == "" {
		says = os.Stderr // the table is the output
	}
	for _, note := range rows.Notes {
		fmt.Fprintln(says, note)
	}
	if err := loading.PrintAssumed(says, m); err != nil {
		return err
	}
	if s.out == "" {
		return s.writeRows(ctx, m, rows, w)
	}
	if err := whole.Write(s.out, func(out io.Writer) error { return s.writeRows(ctx, m, rows, out) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "Wrote %s\n", s.out)
	return err
}

// inputsOf says what the model takes.
func inputsOf(m *models.Model) string {
	if ofTable(m) {
		return fmt.Sprintf("%d numbers", m.Size())
	}
	return fmt.Sprintf("images of %d pixels", m.Size())
}

// ofTable reports a model that takes any numbers, as they are: that of a table.
func ofTable(m *models.Model) bool {
	height, _ := imageSize(m)
	return height == 1 && m.Scale == data.Raw
}

// imageSize is the height and width of a model's images; of a row of pixels 1 and its
// length.
func imageSize(m *models.Model) (height, width int) {
	if len(m.Input) >= 2 {
		return m.Input[0], m.Size() / m.Input[0]
	}
	return 1, m.Size()
}

// writeRows writes the answers as they come.
func (s settings) writeRows(ctx context.Context, m *models.Model, rows *data.Rows, w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write(s.heading(m, rows))
	var line []string
	for id, width := 1, m.Outputs(); ; out.Flush() {
		set, err := rows.Next(rowsAtOnce)
		if errors.Is(err, io.EOF) {
			out.Flush()
			return out.Error()
		}
		if err == nil {
			err = errors.Join(ctx.Err(), out.Error())
		}
		if err != nil {
			return fmt.Errorf("predict: -data %s: %w", s.data, err)
		}
		p, err := m.PredictValues(set.Values)
		if set.Values == nil {
			p, err = m.Predict(set.Pixels)
		}
		if err != nil {
			return err
		}
		for i := 0; len(p) > 0; i, p = i+1, p[width:] {
			name := strconv.Itoa(id + i)
			if rows.ID != "" {
				name = rows.IDs[i]
			}
			line = s.line(append(line[:0], name), m, p[:width])
			out.Write(line)
		}
		id += set.Len()
	}
}

// heading is Kaggle's, and the classes where their probabilities are asked for.
func (s settings) heading(m *models.Model, rows *data.Rows) []string {
	line := []string{"ImageId"}
	if ofTable(m) {
		line[0] = "Id"
	}
	line[0] = cmp.Or(rows.ID, line[0])
	if m.Classes > 1 {
		line = append(line, cmp.Or(m.Target, "Label"))
	}
	for i := range m.Outputs() {
		if m.Classes < 2 && m.Outputs() == 1 && m.Target != "" {
			line = append(line, m.Target)
		} else if m.Classes < 2 {
			line = append(line, fmt.Sprintf("Output%d", i+1))
		} else if s.probabilities {
			line = append(line, m.ClassName(i))
		}
	}
	return line
}

// line goes on with what is said of an example; a model without classes has its outputs.
func (s settings) line(line []string, m *models.Model, p []float32) []string {
	if m.Classes > 1 {
		line = append(line, m.ClassName(models.ArgMax(p)))
	}
	for _, v := range p {
		if s.probabilities || m.Classes < 2 {
			line = append(line, strconv.FormatFloat(float64(v), 'g', 6, 32))
		}
	}
	return line
}

// endingReader is a reader that ends with the context, also while it waits for a pipe.
type endingReader struct {
	ctx    context.Context
	r      io.Reader
	buffer []byte // what is read into: a read that is not waited for may still write here
	left   []byte // of the buffer
}

func (e *endingReader) Read(p []byte) (int, error) {
	if len(e.left) == 0 {
		if e.buffer == nil {
			e.buffer = make([]byte, 64<<10)
		}
		type result struct {
			n   int
			err error
		}
		done := make(chan result, 1)
		go func() {
			n, err := e.r.Read(e.buffer)
			done <- result{n, err}
		}()
		select {
		case <-e.ctx.Done():
			return 0, e.ctx.Err()
		case got := <-done:
			if e.left = e.buffer[:got.n]; got.n == 0 {
				return 0, got.err
			}
		}
	}
	n := copy(p, e.left)
	e.left = e.left[n:]
	return n, nil
}

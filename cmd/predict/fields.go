package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"digits/internal/whole"
)

// field is a place on a form: its left upper corner and its size in shares of the
// page's width and height, 0 to 1.
type field struct {
	name                string
	x, y, width, height float64
}

// Bounds of a file of fields.
const (
	maxFieldsFile = 1 << 20 // bytes
	maxFields     = 1000
)

// fieldColumns are the headings of a file of fields.
var fieldColumns = []string{"name", "x", "y", "width", "height"}

// readFields reads a CSV file of fields.
func readFields(path string) ([]field, error) {
	file, err := whole.ReadFile(path, maxFieldsFile)
	if err != nil {
		return nil, fmt.Errorf("predict: -fields: %w", err)
	}
	fields, err := parseFields(file)
	if err != nil {
		return nil, fmt.Errorf("predict: -fields: %s: %w", path, err)
	}
	return fields, nil
}

func parseFields(file []byte) (fields []field, err error) {
	rows := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(file, []byte("\ufeff"))))
	rows.FieldsPerRecord, rows.TrimLeadingSpace = len(fieldColumns), true
	head, err := rows.Read()
	if err != nil || !slices.Equal(head, fieldColumns) {
		return nil, fmt.Errorf("got another first line, want the columns %s", strings.Join(fieldColumns, ","))
	}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := rows.FieldPos(0)
		f, err := parseField(row)
		if err == nil && slices.ContainsFunc(fields, func(other field) bool { return other.name == f.name }) {
			err = fmt.Errorf("got a second field %q, want each name once", f.name)
		}
		if err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if fields = append(fields, f); len(fields) > maxFields {
			return nil, fmt.Errorf("got more than %d fields, want fewer", maxFields)
		}
	}
	if len(fields) == 0 {
		return nil, errors.New("got no field, want a line for each")
	}
	return fields, nil
}

func parseField(row []string) (f field, err error) {
	if f.name = row[0]; f.name == "" {
		return f, errors.New("got a field without a name, want one for its column")
	}
	for i, to := range []*float64{&f.x, &f.y, &f.width, &f.height} {
		*to, err = strconv.ParseFloat(row[i+1], 64)
		if err != nil || !(*to >= 0 && *to <= 1) {
			return f, fmt.Errorf("got %s %q, want a share of the page, 0 to 1", fieldColumns[i+1], row[i+1])
		}
	}
	const rounding = 1e-6 // of shares that somebody has added up
	switch {
	case f.width == 0 || f.height == 0:
		return f, fmt.Errorf("got field %q without any size, want a width and a height above 0", f.name)
	case f.x+f.width > 1+rounding || f.y+f.height > 1+rounding:
		return f, fmt.Errorf("got field %q that ends outside of the page, want x + width and y + height of at most 1", f.name)
	}
	return f, nil
}

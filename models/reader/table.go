package reader

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// columns are where a table of labels has what, -1 for nowhere.
type columns struct{ path, label, style int }

// columnNames are those that people give them; case and spaces do not matter.
var columnNames = struct{ path, label, style []string }{
	path:  []string{"path", "file", "filename", "file name", "file_name", "name", "image", "picture"},
	label: []string{"label", "class", "digit"},
	style: []string{"style", "source", "writer"},
}

// fromTable reads a table of labels as programs write it: with commas, semicolons
// or tabs, with or without a byte order mark, spaces and a line of names. Lines
// without anything in them, which Excel leaves, are passed over.
func fromTable(name string, file []byte) ([]Labelled, error) {
	rows, lines, err := rowsOf(file)
	if err != nil {
		return nil, fmt.Errorf("reader: %s: %w", name, err)
	}
	if len(rows) == 0 {
		return nil, fmt.Errorf("reader: %s has no lines, want one for each picture: path,label", name)
	}
	at, named := namedColumns(rows[0])
	if !named {
		if at, err = unnamedColumns(rows[0]); err != nil {
			return nil, fmt.Errorf("reader: %s: %w", name, err)
		}
	} else if rows, lines = rows[1:], lines[1:]; len(rows) == 0 {
		return nil, fmt.Errorf("reader: %s has a line of names alone, want one for each picture below it", name)
	}
	found := make([]Labelled, len(rows))
	for i, row := range rows {
		if found[i], err = at.labelled(row); err != nil {
			return nil, fmt.Errorf("reader: %s: line %d: %w", name, lines[i], err)
		}
	}
	return found, nil
}

// rowsOf returns the table's rows that are not empty, their fields without spaces
// around them, and the lines where they begin.
func rowsOf(file []byte) (rows [][]string, lines []int, err error) {
	file = bytes.TrimPrefix(file, []byte("\ufeff")) // a byte order mark
	first, _, _ := bytes.Cut(file, []byte("\n"))
	table := csv.NewReader(bytes.NewReader(file))
	table.FieldsPerRecord, table.TrimLeadingSpace = -1, true
	for _, comma := range ";\t" {
		if bytes.Count(first, []byte(string(comma))) > bytes.Count(first, []byte(",")) {
			table.Comma = comma
		}
	}
	for {
		row, err := table.Read()
		if err == io.EOF {
			return rows, lines, nil
		}
		if err != nil {
			return nil, nil, err
		}
		for i, field := range row {
			row[i] = strings.TrimSpace(field)
		}
		if strings.Join(row, "") != "" {
			line, _ := table.FieldPos(0)
			rows, lines = append(rows, row), append(lines, line)
		}
	}
}

func namedColumns(row []string) (at columns, ok bool) {
	index := func(names []string) int {
		return slices.IndexFunc(row, func(field string) bool { return slices.Contains(names, strings.ToLower(field)) })
	}
	at = columns{index(columnNames.path), index(columnNames.label), index(columnNames.style)}
	return at, at.path >= 0 && at.label >= 0
}

// unnamedColumns finds the columns by what is in them: a picture's name and a
// number.
func unnamedColumns(row []string) (columns, error) {
	at := columns{slices.IndexFunc(row, isPicture), slices.IndexFunc(row, isClass), -1}
	if at.path < 0 || at.label < 0 {
		return at, fmt.Errorf("got %q in the first line, want the names of the columns, path and label among them, or a picture's name and its digit", row)
	}
	return at, nil
}

func isClass(field string) bool {
	n, err := strconv.Atoi(field)
	return err == nil && n >= 0 && n <= 255
}

// labelled reads a row.
func (at columns) labelled(row []string) (Labelled, error) {
	if len(row) <= max(at.path, at.label) || !isClass(row[at.label]) {
		return Labelled{}, fmt.Errorf("got %q, want a picture's path and its digit", row)
	}
	path := filepath.ToSlash(strings.ReplaceAll(row[at.path], `\`, "/"))
	if !filepath.IsLocal(filepath.FromSlash(path)) {
		return Labelled{}, fmt.Errorf("got %q, want a path in the folder", row[at.path])
	}
	label, err := strconv.Atoi(row[at.label])
	l := Labelled{Path: path, Label: label, Source: sourceOf(path)}
	if l.Source == "" && at.style >= 0 && at.style < len(row) {
		l.Source = row[at.style]
	}
	return l, err
}

package reader

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// Labelled is a picture's file with what is written on it.
type Labelled struct {
	Path   string // from the folder on, with slashes
	Label  int
	Source string // where it comes from: its folder, or else its style
}

// Extensions are the endings of the files that are taken for pictures.
func Extensions() []string {
	return []string{".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp"}
}

// IsPicture reports whether a file's ending is a picture's.
func IsPicture(path string) bool {
	return slices.Contains(Extensions(), strings.ToLower(filepath.Ext(path)))
}

// Folder lists the pictures of a folder and of those in it, in the order of their
// paths, which begin in the folder.
func Folder(folder string) ([]string, error) {
	if err := checkFolder(folder); err != nil {
		return nil, err
	}
	var paths []string
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error { // follows a link to a folder
		if err == nil && !d.IsDir() && IsPicture(path) {
			paths = append(paths, path)
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("reader: %s: %w", folder, err)
	}
	if len(paths) == 0 {
		return nil, fmt.Errorf("reader: %s has no pictures, want files that end in %s", folder, strings.Join(Extensions(), ", "))
	}
	return paths, nil
}

// checkFolder returns an error unless there is such a folder.
func checkFolder(path string) error {
	switch info, err := os.Stat(path); {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("reader: there is no folder %s: %w", path, fs.ErrNotExist)
	case err != nil:
		return fmt.Errorf("reader: %w", err)
	case !info.IsDir():
		return fmt.Errorf("reader: %s is no folder, want one with pictures", path)
	}
	return nil
}

// Labels lists the labelled pictures of a folder: those of its labels.csv, whose
// first line names the columns path, label and, where there is one, style; or else
// all, with the first character of the file's name as the label.
func Labels(folder string) ([]Labelled, error) {
	if err := checkFolder(folder); err != nil {
		return nil, err
	}
	f, err := os.Open(filepath.Join(folder, "labels.csv"))
	if errors.Is(err, fs.ErrNotExist) {
		return byName(folder)
	}
	if err != nil {
		return nil, fmt.Errorf("reader: %w", err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("reader: %s: %w", f.Name(), err)
	}
	return fromRows(f.Name(), rows)
}

func fromRows(name string, rows [][]string) ([]Labelled, error) {
	if len(rows) < 2 {
		return nil, fmt.Errorf("reader: %s: got %d lines, want a line of names, path,label, and one for each picture", name, len(rows))
	}
	path, label, style := slices.Index(rows[0], "path"), slices.Index(rows[0], "label"), slices.Index(rows[0], "style")
	if path < 0 || label < 0 {
		return nil, fmt.Errorf("reader: %s: got the columns %q, want path and label among them", name, rows[0])
	}
	var found []Labelled
	for i, row := range rows[1:] {
		digit, err := strconv.Atoi(row[label])
		if err != nil || digit < 0 || digit > 255 || !filepath.IsLocal(filepath.FromSlash(row[path])) {
			return nil, fmt.Errorf("reader: %s: line %d: got %q, want a path in the folder and a class", name, i+2, row)
		}
		l := Labelled{Path: row[path], Label: digit, Source: folderOf(row[path])}
		if l.Source == "" && style >= 0 {
			l.Source = row[style]
		}
		found = append(found, l)
	}
	return found, nil
}

func byName(folder string) ([]Labelled, error) {
	paths, err := Folder(folder)
	if err != nil {
		return nil, err
	}
	var found []Labelled
	for _, path := range paths {
		first := filepath.Base(path)[0]
		if first < '0' || first > '9' {
			return nil, fmt.Errorf("reader: %s: got a name that begins with %q, want the digit in the picture, or a labels.csv in %s", path, first, folder)
		}
		found = append(found, Labelled{Path: path, Label: int(first - '0'), Source: folderOf(path)})
	}
	return found, nil
}

// folderOf returns the first folder of a path.
func folderOf(path string) string {
	folder, _, inside := strings.Cut(path, "/")
	if !inside {
		return ""
	}
	return folder
}

package reader

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"digits/internal/whole"
)

// maxTable bounds a labels.csv, of a line for each picture.
const maxTable = 16 << 20

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
// paths, which begin in the folder. Hidden files and folders, whose names begin with
// a dot, are left out: a Mac puts one beside each picture that it copies.
func Folder(folder string) ([]string, error) {
	if err := checkFolder(folder); err != nil {
		return nil, err
	}
	var paths []string
	err := fs.WalkDir(os.DirFS(folder), ".", func(path string, d fs.DirEntry, err error) error { // follows a link to a folder
		switch hidden := strings.HasPrefix(d.Name(), ".") && path != "."; {
		case err != nil:
			return err
		case hidden && d.IsDir():
			return fs.SkipDir
		case !hidden && !d.IsDir() && IsPicture(path):
			paths = append(paths, path)
		}
		return nil
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
// columns are path, label and, where there is one, style; or else all, with the
// digit that a folder of theirs is named, or the one in their name.
func Labels(folder string) ([]Labelled, error) {
	if err := checkFolder(folder); err != nil {
		return nil, err
	}
	table := filepath.Join(folder, "labels.csv")
	file, err := whole.ReadFile(table, maxTable)
	if errors.Is(err, fs.ErrNotExist) {
		return byName(folder)
	}
	if err != nil {
		return nil, fmt.Errorf("reader: %w", err)
	}
	return fromTable(table, file)
}

func byName(folder string) ([]Labelled, error) {
	paths, err := Folder(folder)
	if err != nil {
		return nil, err
	}
	var found []Labelled
	for _, path := range paths {
		label, ok := labelOf(path)
		if !ok {
			return nil, fmt.Errorf("reader: %s: %s does not say which digit it is, want a folder for each digit (7/%[2]s), names that begin with the digit or end in it (7_a.png, digit7.png), or a labels.csv with the columns path and label",
				folder, filepath.Base(path))
		}
		found = append(found, Labelled{Path: path, Label: label, Source: sourceOf(path)})
	}
	return found, nil
}

// labelOf returns the digit that the innermost folder with a digit for its name
// says or, without one, the file's name: the digit that it begins with, or the only
// one in it, at its end.
func labelOf(path string) (int, bool) {
	folders, file := parts(path)
	for _, name := range slices.Backward(folders) {
		if isDigit(name) {
			return int(name[0] - '0'), true
		}
	}
	name := strings.TrimSuffix(file, filepath.Ext(file))
	const digits = "0123456789"
	first, last := strings.IndexAny(name, digits), len(name)-1
	switch {
	case first == 0 && (last == 0 || !isDigit(name[1:2])): // a longer number is not a digit but counts
		return int(name[0] - '0'), true
	case first > 0 && first == last:
		return int(name[first] - '0'), true
	}
	return 0, false
}

// sourceOf returns the first folder of a path that does not say which digit it is.
func sourceOf(path string) string {
	folders, _ := parts(path)
	for _, name := range folders {
		if !isDigit(name) {
			return name
		}
	}
	return ""
}

// parts returns the names of a path's folders and of its file.
func parts(path string) (folders []string, file string) {
	names := strings.Split(path, "/")
	return names[:len(names)-1], names[len(names)-1]
}

func isDigit(name string) bool { return len(name) == 1 && name[0] >= '0' && name[0] <= '9' }

package data

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

const (
	maxDepth = 6       // of folders below the path
	maxFiles = 1 << 20 // EMNIST ByClass as pictures has 814,255
)

// tree is what lies below a path: a folder, or a zip file.
type tree struct {
	root  string // as it was given
	files fs.FS
	names []string // of the regular files, by slashes, sorted
	file  fs.File  // the zip file; nil: a folder
}

// newTree lists a folder.
func newTree(dir string) (*tree, error) {
	t := &tree{root: dir, files: os.DirFS(dir)}
	return t, t.list()
}

// newZipTree lists a zip file of another tree. It stays open until it is closed.
func newZipTree(f stored) (*tree, error) {
	file, err := f.tree.files.Open(f.name)
	if err != nil {
		return nil, err
	}
	t := &tree{root: f.path(), file: file}
	if err := t.unzip(); err != nil {
		t.close()
		return nil, fmt.Errorf("%s: %w (%w)", t.root, ErrForm, err)
	}
	return t, nil
}

func (t *tree) unzip() error {
	info, err := t.file.Stat()
	if err != nil {
		return err
	}
	content, ok := t.file.(io.ReaderAt)
	if !ok {
		return errors.New("a zip file in a zip file: unpack the outer one")
	}
	archive, err := zip.NewReader(content, info.Size())
	if err != nil {
		return err
	}
	t.files = archive
	return t.list()
}

func (t *tree) close() {
	if t.file != nil {
		t.file.Close()
	}
}

// list finds the regular files; hidden ones and those of macOS's archiver are
// left out.
func (t *tree) list() error {
	return fs.WalkDir(t.files, ".", func(name string, d fs.DirEntry, err error) error {
		switch base := path.Base(name); {
		case name == ".":
			return err
		case err != nil || strings.HasPrefix(base, ".") || base == "__MACOSX":
			return skip(d)
		case d.IsDir():
			if strings.Count(name, "/") >= maxDepth {
				return fs.SkipDir
			}
			return nil
		case !t.regular(name, d):
			return nil
		}
		if len(t.names) == maxFiles {
			return fmt.Errorf("%w: more than %d files below %s: give the folder of one data set", ErrTooLarge, maxFiles, t.root)
		}
		t.names = append(t.names, name)
		return nil
	})
}

func skip(d fs.DirEntry) error {
	if d != nil && d.IsDir() {
		return fs.SkipDir
	}
	return nil
}

// regular follows links to files: some keep large files elsewhere.
func (t *tree) regular(name string, d fs.DirEntry) bool {
	if d.Type() == fs.ModeSymlink {
		info, err := fs.Stat(t.files, name)
		return err == nil && info.Mode().IsRegular()
	}
	return d.Type().IsRegular()
}

// stored is a file of a tree.
type stored struct {
	tree *tree
	name string
}

// path is what a person calls the file.
func (f stored) path() string { return filepath.Join(f.tree.root, filepath.FromSlash(f.name)) }

// storedAt is a file by its path. Its tree lists nothing else.
func storedAt(name string) stored {
	dir, base := filepath.Split(filepath.Clean(name))
	t := &tree{root: filepath.Clean(dir + "."), files: os.DirFS(filepath.Clean(dir + ".")), names: []string{base}}
	return stored{t, base}
}

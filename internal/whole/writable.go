package whole

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Writable reports, before long work, whether a file of that path could be
// written at its end: its folder exists and takes files, and it is no folder and
// not write-protected.
func Writable(path string) error {
	to, err := resolve(path)
	if err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	if to.direct {
		return nil
	}
	folder := filepath.Dir(to.path)
	if info, err := os.Stat(folder); err != nil {
		return fmt.Errorf("cannot write %s: there is no folder %s: make it first", path, folder)
	} else if !info.IsDir() {
		return fmt.Errorf("cannot write %s: %s is no folder", path, folder)
	}
	if err := takesFiles(folder); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
}

// Replaceable is Writable for a file that is to be read again, replaced again and
// again, or must not wait for a reader: it is not yet there, or a regular file.
func Replaceable(path string) error {
	if to, err := resolve(path); err == nil && to.direct {
		return fmt.Errorf("cannot write %s: it is no regular file: name one", path)
	}
	return Writable(path)
}

// WritableFolder reports, before long work, whether files could be written in the
// folder, which need not be there yet. It leaves nothing behind.
func WritableFolder(path string) error {
	above := path
	info, err := os.Stat(above)
	for (errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)) && above != filepath.Dir(above) {
		above = filepath.Dir(above)
		info, err = os.Stat(above)
	}
	if err == nil && !info.IsDir() {
		err = fmt.Errorf("%s is no folder", above)
	}
	if err == nil {
		err = takesFiles(above)
	}
	if err != nil {
		return fmt.Errorf("cannot write in folder %s: %w", path, err)
	}
	return nil
}

// takesFiles returns why no file can be made in the folder, nil if one can.
func takesFiles(folder string) error {
	f, err := os.CreateTemp(folder, ".*.partial")
	if err != nil {
		return fmt.Errorf("folder %s takes no files: %w", folder, err)
	}
	f.Close()
	return os.Remove(f.Name())
}

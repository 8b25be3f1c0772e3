// Package whole writes files that appear whole or not at all.
package whole

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// Write makes or replaces the file by what write writes: in a temporary file of
// the same folder, which is synced and then renamed. If anything fails, a full
// disk included, the old file stays as it was and the temporary one is removed.
func Write(path string, write func(io.Writer) error) (err error) {
	folder := filepath.Dir(path)
	f, err := os.CreateTemp(folder, "."+filepath.Base(path)+".*.partial")
	if err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = fmt.Errorf("write %s: %w", path, err)
		}
	}()
	w := bufio.NewWriterSize(f, 1<<16)
	if err = write(w); err != nil {
		return err
	}
	if err = w.Flush(); err != nil {
		return err
	}
	if err = f.Chmod(0o644); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	return syncFolder(folder)
}

// WriteFile is Write for bytes at hand.
func WriteFile(path string, content []byte) error {
	return Write(path, func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(content))
		return err
	})
}

// Writable reports, before long work, whether a file of that path could be
// written at its end: its folder exists and takes files, and it is no folder.
func Writable(path string) error {
	folder := filepath.Dir(path)
	if info, err := os.Stat(folder); err != nil {
		return fmt.Errorf("cannot write %s: there is no folder %s: make it first", path, folder)
	} else if !info.IsDir() {
		return fmt.Errorf("cannot write %s: %s is no folder", path, folder)
	}
	if info, err := os.Stat(path); err == nil && info.IsDir() {
		return fmt.Errorf("cannot write %s: it is a folder: name a file", path)
	}
	if err := takesFiles(folder); err != nil {
		return fmt.Errorf("cannot write %s: %w", path, err)
	}
	return nil
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

// syncFolder makes the rename durable, where the system lets folders be synced.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer d.Close()
	d.Sync() // some file systems refuse to sync a folder: the file itself is safe
	return nil
}

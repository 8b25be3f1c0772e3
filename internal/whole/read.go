package whole

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"syscall"
)

// ErrTooLarge is wrapped by ReadFile's error about a file of too many bytes,
// ErrIrregular by that about a folder, a pipe or a device.
var (
	ErrTooLarge  = errors.New("too large")
	ErrIrregular = errors.New("it is no plain file")
)

// ReadFile returns the bytes of a regular file, at most so many: whatever the path
// leads to, it neither waits nor reads without end. It allocates what it returns. An
// error is a *fs.PathError.
func ReadFile(path string, most int64) ([]byte, error) {
	f, size, err := open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if size > most {
		err = fmt.Errorf("%w: it has %d bytes, want at most %d", ErrTooLarge, size, most)
	} else {
		content := make([]byte, size)
		if _, err = io.ReadFull(f, content); err == nil {
			return content, nil
		}
	}
	return nil, &fs.PathError{Op: "read", Path: path, Err: err}
}

// Open opens a regular file to be read, without waiting for a pipe's other end. An
// error is a *fs.PathError.
func Open(path string) (*os.File, error) {
	f, _, err := open(path)
	return f, err
}

func open(path string) (f *os.File, size int64, err error) {
	if f, err = os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0); err != nil { // a pipe without a writer would wait
		return nil, 0, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("%w but a %s", ErrIrregular, kind(info.Mode()))}
	}
	if err != nil {
		f.Close()
		return nil, 0, err
	}
	return f, info.Size(), nil
}

func kind(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "folder"
	case m&fs.ModeNamedPipe != 0:
		return "pipe"
	case m&fs.ModeSocket != 0:
		return "socket"
	}
	return "device"
}

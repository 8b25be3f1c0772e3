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
	ErrIrregular = errors.New("no regular file")
)

// ReadFile returns the bytes of a regular file, at most so many: whatever the path
// leads to, it neither waits nor reads without end. It allocates what it returns.
func ReadFile(path string, most int64) ([]byte, error) {
	f, err := os.OpenFile(path, os.O_RDONLY|syscall.O_NONBLOCK, 0) // a pipe without a writer would wait
	if err != nil {
		return nil, err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return nil, err
	case !info.Mode().IsRegular():
		return nil, fmt.Errorf("%s: %w: it is a %s, want a file", path, ErrIrregular, kind(info.Mode()))
	case info.Size() > most:
		return nil, fmt.Errorf("%s: %w: it has %d bytes, want at most %d", path, ErrTooLarge, info.Size(), most)
	}
	content := make([]byte, info.Size())
	if n, err := io.ReadFull(f, content); err != nil {
		return nil, fmt.Errorf("%s: byte %d of %d: %w", path, n, len(content), err)
	}
	return content, nil
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

// Package whole writes files that appear whole or not at all, and reads files whole.
package whole

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync/atomic"
)

// Write makes or replaces the file by what write writes: in a temporary file of
// the same folder, which is synced and then renamed. If anything fails, a full
// disk included, the old file stays as it was and the temporary one is removed;
// that of a program that was killed is removed by the next Write of that name.
//
// A file that is replaced keeps its mode, one that is write-protected stays; of a
// symbolic link, what it leads to is replaced. What is no regular file, a pipe or a
// device, is written to as it is.
func Write(path string, write func(io.Writer) error) error { return put(path, false, write) }

// WriteNext is WriteFile, but what is replaced stays, under the name that Previous
// gives, in the place of what had that name.
func WriteNext(path string, content []byte) error { return put(path, true, contentOf(content)) }

// Previous returns where WriteNext leaves what it replaces: beside what the path leads
// to.
func Previous(path string) string {
	if end, err := follow(path); err == nil {
		path = end
	}
	return path + ".previous"
}

// put writes the file and, if keep says so, keeps the one before.
func put(path string, keep bool, write func(io.Writer) error) error {
	to, err := resolve(path)
	to.keep = keep
	if err == nil && to.direct {
		err = writeTo(path, write)
	} else if err == nil {
		err = to.replace(write)
	}
	if err != nil {
		return fmt.Errorf("write %s: %w", path, to.cause(err))
	}
	return nil
}

// writing counts the files that are being replaced.
var writing atomic.Int64

// Writing reports whether a Write is replacing a file, which a program should let
// end.
func Writing() bool { return writing.Load() > 0 }

// WriteFile is Write for bytes at hand.
func WriteFile(path string, content []byte) error { return Write(path, contentOf(content)) }

func contentOf(content []byte) func(io.Writer) error {
	return func(w io.Writer) error {
		_, err := io.Copy(w, bytes.NewReader(content))
		return err
	}
}

// replace makes the file anew.
func (t target) replace(write func(io.Writer) error) (err error) {
	writing.Add(1)
	defer writing.Add(-1)
	p, err := newPartial(t.path)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			p.abandon()
		}
	}()
	if err := buffered(p.File, write); err != nil {
		return err
	}
	if t.exists {
		if err := p.Chmod(t.mode); err != nil {
			return err
		}
	}
	if err := p.Sync(); err != nil {
		return err
	}
	if t.keep && t.exists {
		if err := os.Rename(t.path, Previous(t.path)); err != nil {
			return err
		}
	}
	if err := p.become(t.path); err != nil {
		return err
	}
	return syncFolder(filepath.Dir(t.path))
}

// writeTo writes to what is there. It appends to a file that a device's name stands
// for, such as /dev/stdout.
func writeTo(path string, write func(io.Writer) error) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	if err := buffered(f, write); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

func buffered(f *os.File, write func(io.Writer) error) error {
	w := bufio.NewWriterSize(f, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
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

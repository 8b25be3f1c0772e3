package whole

import (
	"errors"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// partial is the temporary file that becomes one of a name. While its program lives,
// it is locked.
type partial struct{ *os.File }

const (
	partialEnd  = ".partial"
	longestName = 200 // bytes of it in the partial's name, of which systems allow 255
)

// partialStart is how the names of a file's partials begin; a number follows.
func partialStart(path string) string {
	name := filepath.Base(path)
	return "." + name[:min(len(name), longestName)] + "."
}

// newPartial makes one, with the permissions that the umask leaves, and removes
// those of programs that were killed.
func newPartial(path string) (partial, error) {
	folder, start := filepath.Dir(path), partialStart(path)
	removeLeft(folder, start)
	for {
		name := filepath.Join(folder, start+strconv.FormatUint(rand.Uint64(), 10)+partialEnd)
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o666)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return partial{}, err
		}
		if lock(f) && isAt(f, name) {
			return partial{f}, nil
		}
		f.Close() // another program has taken it for one that is left, and removed it
	}
}

// isAt reports whether the file still has that name.
func isAt(f *os.File, name string) bool {
	here, err := f.Stat()
	there, otherErr := os.Lstat(name)
	return err == nil && otherErr == nil && os.SameFile(here, there)
}

// removeLeft removes the partials that no program holds; where it cannot be known,
// those of an hour ago.
func removeLeft(folder, start string) {
	entries, _ := os.ReadDir(folder) // what cannot be seen stays
	for _, e := range entries {
		number, ok := strings.CutPrefix(e.Name(), start)
		number, isPartial := strings.CutSuffix(number, partialEnd)
		if _, err := strconv.ParseUint(number, 10, 64); !ok || !isPartial || err != nil || !e.Type().IsRegular() {
			continue
		}
		if info, err := e.Info(); err != nil || !renamesOpen && time.Since(info.ModTime()) < time.Hour {
			continue
		}
		name := filepath.Join(folder, e.Name())
		f, err := os.OpenFile(name, os.O_RDWR, 0)
		if err != nil {
			continue
		}
		if lock(f) && isAt(f, name) {
			os.Remove(name)
		}
		f.Close()
	}
}

// cause is an error without the name of the partial, which tells nobody anything.
func (t target) cause(err error) error {
	partial := func(name string) bool {
		return strings.HasPrefix(filepath.Base(name), partialStart(t.path)) && strings.HasSuffix(name, partialEnd)
	}
	var file *fs.PathError
	if errors.As(err, &file) && partial(file.Path) {
		return file.Err
	}
	var link *os.LinkError
	if errors.As(err, &link) && partial(link.Old) {
		return link.Err
	}
	return err
}

// become gives the partial its name. It is locked until it has it, where that can be.
func (p partial) become(path string) error {
	if !renamesOpen {
		if err := p.Close(); err != nil {
			return err
		}
		return os.Rename(p.Name(), path)
	}
	if err := os.Rename(p.Name(), path); err != nil {
		return err
	}
	return p.Close()
}

func (p partial) abandon() {
	os.Remove(p.Name())
	p.Close()
}

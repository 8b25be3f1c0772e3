package whole

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// ErrLocked is wrapped by the error about a file that another program has locked.
var ErrLocked = errors.New("is in use")

// Lock keeps other programs, or other parts of this one, from locking the file of
// that path, which need not be there, until release is called or the program ends,
// however it ends. Who comes later gets an error that wraps ErrLocked. Where the
// system has no locks, nobody is kept.
//
// The lock is a file beside it, because the file itself is replaced: .NAME.lock.
func Lock(path string) (release func(), err error) {
	end, err := follow(path)
	if err != nil {
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	name := filepath.Join(filepath.Dir(end), "."+filepath.Base(end)+".lock")
	for {
		f, err := os.OpenFile(name, os.O_RDWR|os.O_CREATE, 0o666)
		if err != nil {
			return nil, fmt.Errorf("lock %s: %w", path, err)
		}
		if !lock(f) {
			defer f.Close()
			return nil, fmt.Errorf("%s %w by process %s: wait until it ends, or name another", path, ErrLocked, owner(f))
		}
		if !isAt(f, name) { // its owner has removed it in between
			f.Close()
			continue
		}
		f.Truncate(0)
		fmt.Fprintln(f, os.Getpid()) // for the line that others get
		return func() {
			if renamesOpen { // else another one may have it open: it stays, and nobody has locked it
				os.Remove(name)
			}
			f.Close()
		}, nil
	}
}

// owner reads who has written the lock.
func owner(f *os.File) string {
	text, _ := io.ReadAll(io.LimitReader(f, 20))
	if pid := strings.TrimSpace(string(text)); pid != "" && strings.Trim(pid, "0123456789") == "" {
		return pid
	}
	return "unknown"
}

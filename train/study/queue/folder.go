package queue

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/gofrs/flock"

	"digits/internal/whole"
)

// What a server has in a study's folder, besides the folder jetstream.
const (
	lockFile    = "lock"
	addressFile = "address" // the URL at which its server listens, or did last
	logFile     = "nats.log"
)

// ErrInUse is wrapped where a study's folder is another process's.
var ErrInUse = errors.New("in use")

// lock takes the folder for this process; the system gives it back at the
// process's end, whatever end that is.
func lock(folder string) (*flock.Flock, error) {
	path := filepath.Join(folder, lockFile)
	l := flock.New(path)
	taken, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("cannot lock %s: %w", path, err)
	}
	if !taken {
		text, _ := whole.ReadFile(path, maxSettings)
		return nil, fmt.Errorf("the study's folder %s is %w by process %s: end that first, or name another study",
			folder, ErrInUse, strings.TrimSpace(string(text)))
	}
	// Nobody but the holder writes it, and it is only for the line above.
	os.WriteFile(path, []byte(strconv.Itoa(os.Getpid())+"\n"), 0o644)
	return l, nil
}

// Address returns the URL at which the server of a study's folder listens, or
// listened last.
func Address(folder string) (string, error) {
	text, err := whole.ReadFile(filepath.Join(folder, addressFile), maxSettings)
	if err != nil {
		return "", fmt.Errorf("queue: no study with a server of its own has run in %s: %w", folder, err)
	}
	return strings.TrimSpace(string(text)), nil
}

func writeAddress(folder, url string) error {
	return whole.WriteFile(filepath.Join(folder, addressFile), []byte(url+"\n"))
}

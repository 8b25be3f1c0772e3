package data

import (
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
)

// carrier is the folder of the four files within a module cache, by the version
// that go.mod requires. A capital is an exclamation mark and its small letter
// there (golang.org/ref/mod, "Module cache").
const carrier = "github.com/petar/!go!m!n!i!s!t@v0.0.0-20150320212226-2fbe10d0fa63/data"

// remedy is what to do by hand.
var remedy = fmt.Sprintf("give a folder with %s.gz; MNIST's are at %s",
	strings.Join(partNames[:], ".gz, "), mirrors[0])

// search knows where MNIST may be, and by what it is known.
type search struct {
	cache, module string // folders; "" if there is none
	mirrors       []string
	client        *http.Client
	sums          [parts]checksum
}

func newSearch() *search {
	s := &search{module: moduleFolder(), mirrors: mirrors[:], client: newClient(), sums: mnistSums}
	if cache, err := os.UserCacheDir(); err == nil {
		s.cache = filepath.Join(cache, "digits", "mnist")
	}
	return s
}

func (s *search) find() (*Source, error) {
	cached, cacheErr := s.genuine(s.cache)
	if cacheErr == nil {
		return cached, nil
	}
	carried, moduleErr := s.genuine(s.module)
	if moduleErr == nil {
		return carried, nil
	}
	if err := s.download(); err != nil {
		return nil, fmt.Errorf("mnist: cache: %w; module cache: %w; download: %w: %s",
			cacheErr, moduleErr, err, remedy)
	}
	return s.genuine(s.cache)
}

// genuine reads a folder that must hold MNIST itself.
func (s *search) genuine(dir string) (*Source, error) {
	if dir == "" {
		return nil, fmt.Errorf("%w: no such folder on this system", ErrMissing)
	}
	files, err := readFolder(dir)
	if err != nil {
		return nil, err
	}
	if err := s.verify(files); err != nil {
		return nil, err
	}
	return newSource("MNIST", dir, files)
}

// moduleFolder returns where the go command has put the carrier, if it has. It
// knows the environment, not the settings of go env -w.
func moduleFolder() string {
	cache := os.Getenv("GOMODCACHE")
	if cache == "" {
		paths := filepath.SplitList(os.Getenv("GOPATH"))
		if home, err := os.UserHomeDir(); err == nil {
			paths = append(paths, filepath.Join(home, "go"))
		}
		if len(paths) == 0 {
			return ""
		}
		cache = filepath.Join(paths[0], "pkg", "mod")
	}
	return filepath.Join(cache, filepath.FromSlash(carrier))
}

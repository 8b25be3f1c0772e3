package whole

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// target is what a path leads to.
type target struct {
	path   string // of no link
	exists bool
	mode   fs.FileMode // its permissions, if it exists
	direct bool        // no regular file
	keep   bool        // what is replaced stays, as Previous has it
}

// resolve follows symbolic links, also one whose end is still to be made. A regular
// file that may not be written is an error.
func resolve(path string) (target, error) {
	info, err := os.Stat(path)
	if err == nil && info.IsDir() {
		return target{}, errors.New("it is a folder: name a file")
	}
	if err == nil && (!info.Mode().IsRegular() || device(path)) {
		return target{path: path, direct: true}, nil
	}
	end, linkErr := follow(path)
	if linkErr != nil {
		return target{}, linkErr
	}
	if err != nil { // it is still to be made
		return target{path: end}, nil
	}
	f, err := os.OpenFile(end, os.O_WRONLY, 0)
	if err != nil {
		return target{}, err
	}
	return target{path: end, exists: true, mode: info.Mode().Perm()}, f.Close()
}

// device reports whether a name is the system's, such as /dev/stdout, even if it
// stands for a regular file: that one has been opened by somebody else.
func device(path string) bool {
	absolute, err := filepath.Abs(path)
	return err == nil && (strings.HasPrefix(absolute, "/dev/") && !strings.HasPrefix(absolute, "/dev/shm/") || strings.HasPrefix(absolute, "/proc/"))
}

// follow returns where a chain of links ends.
func follow(path string) (string, error) {
	const most = 40 // as Linux has it
	for range most {
		end, err := os.Readlink(path)
		if err != nil { // no link
			return path, nil
		}
		if !filepath.IsAbs(end) {
			end = filepath.Join(filepath.Dir(path), end)
		}
		path = end
	}
	return "", fmt.Errorf("%s: too many links", path)
}

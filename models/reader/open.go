package reader

import (
	"fmt"
	"io"
	"os"

	"digits/data/picture"
)

// Open reads a picture from a file, or from stdin if its name is "-". detail is
// that of picture.Decode.
func Open(path string, stdin io.Reader, detail int) (*picture.Gray, error) {
	if path == "-" {
		return picture.Decode(stdin, detail)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("got no ordinary file, want a picture")
	}
	return picture.Decode(f, detail)
}

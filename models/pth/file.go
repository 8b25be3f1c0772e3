// Package pth reads and writes PyTorch's files of weights: a state dict saved
// with torch.save, as .pth or .pt. A file is a pickle, a program for a small
// stack machine, which in Python may call anything. The machine here knows the
// opcodes that torch.save writes, and no function but the ones that make
// tensors: whatever else a file calls is only named.
package pth

import (
	"errors"

	"digits/models/weights"
)

// What an error of Read wraps.
var (
	ErrFormat    = errors.New("not a well-formed PyTorch file")
	ErrForbidden = errors.New("not allowed in a file of weights")
	ErrTooLarge  = errors.New("more memory wanted than the file can need")
)

// Format is one of the two forms that torch.save has had.
type Format string

// The formats.
const (
	Zip    Format = "zip"    // the default since PyTorch 1.6
	Legacy Format = "legacy" // a sequence of pickles, then the storages
)

// File is what was read: a state dict, where it was found, and what else there
// is.
type File struct {
	Arrays    []weights.Array // in the order of the state dict, row-major
	Format    Format
	Key       string // where in the checkpoint the state dict stands, such as "state_dict" or "trainer.model"; "" if the file is one
	Optimizer bool   // the checkpoint also has the state of an optimizer, which was ignored

	// Modules are the names of all modules of the network in the order in which
	// they were made, also of those without weights, such as activations and
	// dropout: 0, 1, 2 for an nn.Sequential of Linear, ReLU, Linear. What a
	// function does in forward has no name. nil if the file does not say: a
	// dict that a program has made itself has none.
	Modules []string

	// Record is what WriteWith has written beside the state dict, nil for nothing.
	Record []byte

	// Unread is what else the file has, a line each: "epoch: 3",
	// "args: argparse.Namespace", "ema: 6 tensors".
	Unread []string
}

// Package hdf5 reads and writes the part of HDF5 that files of weights are
// made of: groups, arrays of floats, and attributes that are strings.
//
// It reads superblock versions 0 to 3; groups as symbol tables, as links in
// their header and as links in a heap; object headers of both versions; floats
// of 16, 32 and 64 bits and bfloat16, integers and booleans, in either byte
// order, contiguous, compact or in chunks of any index but that of an array
// that can grow in one dimension (gzip, lzf, shuffle, fletcher32); attributes
// of fixed and of variable length. Everything else is an error that wraps
// ErrUnsupported. It writes what h5py writes by default: superblock 0, symbol
// tables, contiguous little-endian float32.
//
// A file may come from a stranger. Nothing in it is believed before it is
// compared with the bytes at hand, and whatever is allocated or done for it is
// first taken from an allowance, so that loops, bombs and false lengths end in
// an error that wraps ErrMalformed or ErrLimit. Checksums are not verified.
//
// Layouts and constants are those of The HDF Group's "HDF5 File Format
// Specification Version 3.0"; section names in comments are its.
package hdf5

import "errors"

// What an error of this package wraps.
var (
	// ErrMalformed says that the bytes are no HDF5, or damaged.
	ErrMalformed = errors.New("malformed HDF5")
	// ErrUnsupported says that HDF5 allows this, but weights do not need it.
	ErrUnsupported = errors.New("unsupported HDF5")
	// ErrLimit says that reading on would take more memory or time than the
	// size of the file justifies.
	ErrLimit = errors.New("HDF5 beyond its limit")
	// ErrMissing says that there is no group or dataset of that name.
	ErrMissing = errors.New("not in the file")
)

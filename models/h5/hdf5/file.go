package hdf5

import (
	"fmt"
	"math"
)

// Signature is what every HDF5 file begins with.
const Signature = "\x89HDF\r\n\x1a\n"

// file is the bytes of a file and what is known about them.
type file struct {
	data      []byte
	allowance allowance
	steps     uint64
	inflating allowance // what decoding chunks may still write, a bound on time
	groups    map[uint64]*Group
	heaps     map[uint64]map[uint16][]byte
}

// Open returns the root group of a file. All reading beneath it allocates at
// most limit bytes. The arrays and strings read are copies: data may change
// afterwards, but not meanwhile.
func Open(data []byte, limit int) (*Group, error) {
	f := &file{
		data:      data,
		allowance: allowance(limit),
		steps:     maxSteps,
		inflating: allowance(2*min(limit, math.MaxInt/4) + 16<<20),
		groups:    map[uint64]*Group{},
		heaps:     map[uint64]map[uint16][]byte{},
	}
	root, err := f.superblock()
	if err != nil {
		return nil, err
	}
	return f.group(root, "", "")
}

// superblock returns the address of the root group's object header (section
// "Disk Format: Level 0A").
func (f *file) superblock() (root uint64, err error) {
	c := &cursor{rest: f.data}
	if !c.magic(Signature) {
		return 0, fmt.Errorf("hdf5: superblock: no HDF5 signature at the start: %w", ErrMalformed)
	}
	version := c.u8()
	switch version {
	case 0, 1:
		c.bytes(4) // versions of parts that have only one
	case 2, 3: // which differ in what the flags say of writers at work
	default:
		return 0, fmt.Errorf("hdf5: superblock: got version %d, want 0 to 3: %w", version, ErrUnsupported)
	}
	offsets, lengths := c.u8(), c.u8()
	if err := c.err("superblock"); err != nil {
		return 0, err
	}
	if offsets != 8 || lengths != 8 {
		return 0, fmt.Errorf("hdf5: superblock: got offsets of %d and lengths of %d bytes, want 8 and 8: %w", offsets, lengths, ErrUnsupported)
	}
	switch version {
	case 0:
		c.bytes(9) // the fan-out of b-trees and flags: each node knows its own size
	case 1:
		c.bytes(13)
	case 2, 3:
		c.bytes(1)
	}
	base := c.u64()
	c.bytes(8) // free space, or the superblock's extension
	end := c.u64()
	if version < 2 {
		c.bytes(16) // driver information, then the name of the root
	}
	root = c.u64()
	if err := c.err("superblock"); err != nil {
		return 0, err
	}
	if base != 0 {
		return 0, fmt.Errorf("hdf5: superblock: got base address %d, want 0: %w", base, ErrUnsupported)
	}
	if end > uint64(len(f.data)) {
		return 0, fmt.Errorf("hdf5: superblock: got %d bytes, want %d: file cut short: %w", len(f.data), end, ErrMalformed)
	}
	return root, nil
}

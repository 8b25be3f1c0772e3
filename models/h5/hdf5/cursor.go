package hdf5

import (
	"encoding/binary"
	"fmt"
)

// undefined is the address of what does not exist.
const undefined = ^uint64(0)

// cursor reads little-endian numbers one after the other. Beyond the end it
// yields zeros and remembers that; the caller asks once, with err.
type cursor struct {
	rest  []byte
	short bool
}

// bytes returns the next n bytes, which are not copied, or nil.
func (c *cursor) bytes(n uint64) []byte {
	if n > uint64(len(c.rest)) {
		c.short, c.rest = true, nil
		return nil
	}
	b := c.rest[:n:n]
	c.rest = c.rest[n:]
	return b
}

// number reads an unsigned number of the given width, 1 to 8 bytes.
func (c *cursor) number(width int) uint64 {
	var b [8]byte
	copy(b[:], c.bytes(uint64(width)))
	return binary.LittleEndian.Uint64(b[:])
}

func (c *cursor) u8() uint8   { return uint8(c.number(1)) }
func (c *cursor) u16() uint16 { return uint16(c.number(2)) }
func (c *cursor) u32() uint32 { return uint32(c.number(4)) }
func (c *cursor) u64() uint64 { return c.number(8) }

// magic reads a signature and reports whether it is the wanted one.
func (c *cursor) magic(want string) bool { return string(c.bytes(uint64(len(want)))) == want }

func (c *cursor) err(what string) error {
	if !c.short {
		return nil
	}
	return fmt.Errorf("hdf5: %s: ends too early: %w", what, ErrMalformed)
}

// at returns size bytes of the file from an address on, not copied.
func (f *file) at(address, size uint64, what string) (*cursor, error) {
	n := uint64(len(f.data))
	if address > n || size > n-address {
		return nil, fmt.Errorf("hdf5: %s: got %d bytes at %d, want them within the file's %d: file cut short or damaged: %w",
			what, size, address, n, ErrMalformed)
	}
	return &cursor{rest: f.data[address : address+size : address+size]}, nil
}

// from returns the file from an address on.
func (f *file) from(address uint64, what string) (*cursor, error) {
	n := uint64(len(f.data))
	return f.at(address, n-min(address, n), what)
}

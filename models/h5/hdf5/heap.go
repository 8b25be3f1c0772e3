package hdf5

import (
	"fmt"
	"math/bits"
)

// heap is a fractal heap, in which new-style groups keep links and attributes
// if they are many (section "Fractal Heap"). Its blocks make one space of
// addresses: rows of them, each row's twice as large as those of the row
// before, the first two alike.
type heap struct {
	f       *file
	where   string
	width   int    // blocks in a row
	start   uint64 // bytes of the first blocks
	direct  uint64 // bytes of the largest blocks that have objects
	offset  int    // bytes of an offset
	length  int    // bytes of a length
	root    uint64
	rows    int    // of the root, 0 if it has objects
	huge    uint64 // address of the b-tree of objects beyond the largest block
	ids     int    // bytes of an object's identifier
	filters bool
}

// dense calls item with what stands in a heap for each record of a b-tree that
// names it; skip is how many bytes of a record come before the identifier.
func (f *file) dense(address, tree uint64, kind uint8, skip int, where string, item func([]byte) error) error {
	h, err := f.heap(address, where)
	if err != nil {
		return err
	}
	return f.records(tree, kind, kind, where, func(_ uint8, record []byte) error {
		if len(record) < skip+h.ids {
			return fmt.Errorf("hdf5: %s: got a record of %d bytes: %w", where, len(record), ErrMalformed)
		}
		b, err := h.object(record[skip : skip+h.ids])
		if err != nil {
			return err
		}
		return item(b)
	})
}

// heap reads a heap's header.
func (f *file) heap(address uint64, where string) (*heap, error) {
	c, err := f.from(address, where)
	if err != nil {
		return nil, err
	}
	h := &heap{f: f, where: where}
	ok := c.magic("FRHP")
	c.bytes(1)
	h.ids = int(c.u16())
	h.filters = c.u16() != 0
	c.bytes(1) // whether blocks have checksums, which stand at their ends
	largest := uint64(c.u32())
	c.bytes(8)
	h.huge = c.u64()
	c.bytes(80) // free space and counts
	h.width, h.start, h.direct = int(c.u16()), c.u64(), c.u64()
	size := int(c.u16())
	c.bytes(2)
	h.root, h.rows = c.u64(), int(c.u16())
	power := func(n uint64) bool { return n > 0 && n&(n-1) == 0 }
	if !ok || c.short || h.ids < 1 || h.width < 1 || !power(h.start) || !power(h.direct) || h.direct < h.start || size < 1 || size > 64 || h.rows > 64 {
		return nil, fmt.Errorf("hdf5: %s: no heap at %d: %w", where, address, ErrMalformed)
	}
	h.offset = (size + 7) / 8
	h.length = min((bits.Len64(h.direct)-1+7)/8, (bits.Len64(largest)+7)/8)
	return h, nil
}

// object returns the object of an identifier.
func (h *heap) object(id []byte) ([]byte, error) {
	c := &cursor{rest: id}
	switch kind := c.u8(); kind >> 4 & 3 {
	case 0:
		at, n := c.number(h.offset), c.number(h.length)
		if err := c.err(h.where); err != nil {
			return nil, err
		}
		return h.managed(at, n)
	case 1:
		return h.far(c)
	case 2:
		b := c.bytes(uint64(kind&15) + 1)
		return b, c.err(h.where)
	}
	return nil, fmt.Errorf("hdf5: %s: got an object of an unknown kind: %w", h.where, ErrMalformed)
}

// blockSize is the bytes of a block in a row.
func (h *heap) blockSize(row int) uint64 {
	if row = max(row-1, 0); row > 62-bits.Len64(h.start) {
		return 1 << 62
	}
	return h.start << row
}

// managed finds an object by its offset in the heap's space.
func (h *heap) managed(at, n uint64) ([]byte, error) {
	block, rows, base := h.root, h.rows, uint64(0)
	for range maxDepth {
		if err := h.f.step(1, nodeCost, h.where); err != nil {
			return nil, err
		}
		if rows == 0 {
			return h.inBlock(block, at-base, n)
		}
		var err error
		if block, rows, base, err = h.child(block, rows, base, at); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("hdf5: %s: the heap is too deep: %w", h.where, ErrMalformed)
}

func (h *heap) inBlock(block, at, n uint64) ([]byte, error) {
	if block == undefined || h.filters {
		return nil, fmt.Errorf("hdf5: %s: the heap is compressed, or lacks a block: %w", h.where, ErrUnsupported)
	}
	c, err := h.f.from(block, h.where)
	if err != nil {
		return nil, err
	}
	if len(c.rest) < 4 || string(c.rest[:4]) != "FHDB" {
		return nil, fmt.Errorf("hdf5: %s: no block of a heap at %d: %w", h.where, block, ErrMalformed)
	}
	c.bytes(at)
	b := c.bytes(n)
	return b, c.err(h.where)
}

// child finds the block of an indirect one that an offset is in.
func (h *heap) child(block uint64, rows int, base, at uint64) (address uint64, below int, start uint64, err error) {
	if at < base {
		return 0, 0, 0, fmt.Errorf("hdf5: %s: got an object before its block: %w", h.where, ErrMalformed)
	}
	index, start := 0, base
	for row := range rows {
		size := h.blockSize(row)
		if n := (at - start) / size; n < uint64(h.width) {
			index += int(n)
			start += n * size
			return h.entry(block, index, row, start)
		}
		index += h.width
		start += uint64(h.width) * size
		if start > at {
			break
		}
	}
	return 0, 0, 0, fmt.Errorf("hdf5: %s: got an object at %d, want it within the heap: %w", h.where, at, ErrMalformed)
}

// entry reads one address of an indirect block. A block larger than those with
// objects is indirect itself, of as many rows as make its size.
func (h *heap) entry(block uint64, index, row int, start uint64) (address uint64, below int, base uint64, err error) {
	if h.filters {
		return 0, 0, 0, fmt.Errorf("hdf5: %s: the heap is compressed: %w", h.where, ErrUnsupported)
	}
	c, err := h.f.from(block, h.where)
	if err != nil {
		return 0, 0, 0, err
	}
	ok := c.magic("FHIB")
	c.bytes(9 + uint64(h.offset) + 8*uint64(index))
	address = c.u64()
	if !ok || c.short || address == undefined {
		return 0, 0, 0, fmt.Errorf("hdf5: %s: no block of a heap at %d: %w", h.where, block, ErrMalformed)
	}
	if size := h.blockSize(row); size > h.direct {
		below = bits.Len64(size) - bits.Len64(h.start*uint64(h.width)) + 1
		if below < 1 {
			return 0, 0, 0, fmt.Errorf("hdf5: %s: got a block of %d bytes: %w", h.where, size, ErrMalformed)
		}
	}
	return address, below, start, nil
}

// far finds an object that is too large for a block, by its number.
func (h *heap) far(id *cursor) (found []byte, err error) {
	number := id.number(min(h.ids-1, 8))
	if err := id.err(h.where); err != nil {
		return nil, err
	}
	err = h.f.records(h.huge, treeHuge, treeHuge, h.where, func(_ uint8, record []byte) error {
		c := &cursor{rest: record}
		address, size := c.u64(), c.u64()
		if c.u64() != number || c.short {
			return nil
		}
		o, err := h.f.at(address, size, h.where)
		if err == nil {
			found = o.rest
		}
		return err
	})
	if err == nil && found == nil {
		err = fmt.Errorf("hdf5: %s: got no large object %d: %w", h.where, number, ErrMalformed)
	}
	return found, err
}

package hdf5

import "fmt"

// variable reads one string of variable length: its length, and where in
// which collection of the global heap it is.
func (f *file) variable(c *cursor, where string) (string, error) {
	size, address, index := uint64(c.u32()), c.u64(), c.u32()
	if size == 0 || c.short {
		return "", nil
	}
	objects, err := f.globalHeap(address, where)
	if err != nil {
		return "", err
	}
	b, ok := objects[uint16(index)]
	if !ok || index > 0xffff || size > uint64(len(b)) {
		return "", fmt.Errorf("hdf5: %s: got %d bytes of object %d in the heap at %d, want an object of that size: %w", where, size, index, address, ErrMalformed)
	}
	return f.text(b[:size], where)
}

// globalHeap returns the objects of a collection by index (section "Global
// Heap"). Each collection is read once.
func (f *file) globalHeap(address uint64, where string) (map[uint16][]byte, error) {
	if objects, ok := f.heaps[address]; ok {
		return objects, nil
	}
	where += ": global heap"
	c, err := f.from(address, where)
	if err != nil {
		return nil, err
	}
	ok := c.magic("GCOL")
	c.bytes(4)
	size := c.u64()
	if !ok || c.short || size < 16 {
		return nil, fmt.Errorf("hdf5: %s: no collection at %d: %w", where, address, ErrMalformed)
	}
	c = &cursor{rest: c.bytes(size - 16), short: c.short}
	if err := c.err(where); err != nil {
		return nil, err
	}
	objects := map[uint16][]byte{}
	for len(c.rest) >= 16 {
		index := c.u16()
		c.bytes(6) // reference count
		n := c.u64()
		if index == 0 { // what is left of the collection is free
			break
		}
		if err := f.step(1, objectCost, where); err != nil {
			return nil, err
		}
		b := c.bytes(n)
		c.bytes(min(pad8(n)-n, uint64(len(c.rest))))
		if err := c.err(where); err != nil {
			return nil, err
		}
		objects[index] = b
	}
	f.heaps[address] = objects
	return objects, nil
}

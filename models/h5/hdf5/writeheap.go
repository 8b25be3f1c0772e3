package hdf5

import "encoding/binary"

// minCollection is the least size that HDF5 gives a collection.
const minCollection = 4096

// collection is the part of the global heap that strings go to: a block of the
// file with room for more.
type collection struct {
	address uint64
	used    int // from its start, header included
	size    int
	index   uint16 // of the last object
}

// variable appends the reference to a string that it puts into the global
// heap. The empty string has none.
func (w *writer) variable(m *encoder, s string) {
	m.u32(uint32(len(s)))
	if s == "" {
		m.u64(0)
		m.u32(0)
		return
	}
	w.store(s)
	m.u64(w.heap.address)
	m.u32(uint32(w.heap.index))
}

// store puts a string into the collection at hand, or into a new one.
func (w *writer) store(s string) {
	const prefix = 16
	need := prefix + int(pad8(uint64(len(s))))
	h := &w.heap
	if h.size-h.used < need {
		*h = collection{used: prefix, size: max(minCollection, prefix+need)}
		var g encoder
		g.text("GCOL")
		g.u32(1)
		g.u64(uint64(h.size))
		g.padTo(h.size)
		h.address = w.put(g)
	}
	h.index++
	block := w.b[h.address:][:h.size]
	putObject(block[h.used:], h.index, len(s))
	copy(block[h.used+prefix:], s)
	h.used += need
	if left := h.size - h.used; left >= prefix {
		putObject(block[h.used:], 0, left) // free space counts its own prefix
	}
}

// putObject writes the prefix of an object in a collection.
func putObject(b []byte, index uint16, size int) {
	binary.LittleEndian.PutUint16(b, index)
	binary.LittleEndian.PutUint64(b[8:], uint64(size))
}

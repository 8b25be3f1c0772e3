package hdf5

import (
	"fmt"
	"io"
	"maps"
	"math"
	"slices"

	"digits/models/dtype"
	"digits/models/weights"
)

// The fan-out of b-trees that the HDF5 library chooses by default: a symbol
// node has up to 2·leafK names, a b-tree node up to 2·nodeK children.
const (
	leafK = 4
	nodeK = 16
)

// writer is a file that grows: whatever is written next knows the addresses
// of what was written before, so children come before their parents.
type writer struct {
	b    []byte
	heap collection
}

// Write writes a file whose root group is the tree. The same tree makes the
// same bytes. The file is built in memory first.
func Write(out io.Writer, root *Tree) error {
	w := &writer{b: make([]byte, superblockSize, root.size()+4096)}
	address, err := w.group(root)
	if err != nil {
		return err
	}
	w.superblock(address)
	if _, err := out.Write(w.b); err != nil {
		return fmt.Errorf("hdf5: write: %w", err)
	}
	return nil
}

// size is about what a file of the tree takes: most of it is values.
func (t *Tree) size() int {
	n := 1200
	for _, a := range t.Datasets {
		n += 272 + 4*len(a.Values)
	}
	for _, g := range t.Groups {
		n += g.size()
	}
	return n
}

// superblockSize is that of version 0.
const superblockSize = 96

func (w *writer) superblock(root uint64) {
	var s encoder
	s.text(Signature)
	s.bytes(0, 0, 0, 0, 0, 8, 8, 0)
	s.u16(leafK)
	s.u16(nodeK)
	s.u32(0)
	s.u64(0, undefined, uint64(len(w.b)), undefined) // base, free space, end, driver
	s.u64(0, root)                                   // the root's symbol table entry
	s.u32(0)
	s.u32(0)
	s.u64(0, 0)
	copy(w.b, s)
}

// put appends a block, aligned, and returns its address.
func (w *writer) put(block []byte) uint64 {
	w.b = append(w.b, make([]byte, pad8(uint64(len(w.b)))-uint64(len(w.b)))...)
	address := uint64(len(w.b))
	w.b = append(w.b, block...)
	return address
}

// header appends a version 1 object header of the messages and returns its
// address.
func (w *writer) header(messages ...outMessage) (uint64, error) {
	var body encoder
	for _, m := range messages {
		if len(m.data) > math.MaxUint16-7 {
			return 0, fmt.Errorf("hdf5: write: got %d bytes for one header message, want less than 64 KiB: split the attribute", len(m.data))
		}
		body.u16(uint16(m.kind))
		body.u16(uint16(pad8(uint64(len(m.data)))))
		body.bytes(m.flags, 0, 0, 0)
		body.bytes(m.data...)
		body.align()
	}
	if len(messages) > math.MaxUint16 {
		return 0, fmt.Errorf("hdf5: write: got %d attributes in one group, want at most 65,000", len(messages))
	}
	var h encoder
	h.bytes(1, 0)
	h.u16(uint16(len(messages)))
	h.u32(1) // one link points here
	h.u32(uint32(len(body)))
	h.u32(0)
	return w.put(append(h, body...)), nil
}

// outMessage is a header message to be written.
type outMessage struct {
	kind  int
	flags uint8
	data  []byte
}

// constantFlag says that a message never changes, which HDF5 wants to know of
// a dataset's type.
const constantFlag = 1

// dataset appends an array and its header, whose address it returns.
func (w *writer) dataset(a weights.Array) (uint64, error) {
	address := uint64(undefined)
	if len(a.Values) > 0 {
		address = w.put(nil)
		w.b = dtype.Encode(w.b, a.Values)
	}
	var stored encoder
	stored.bytes(3, layoutContiguous)
	stored.u64(address, 4*uint64(len(a.Values)))
	return w.header(
		outMessage{messageDataspace, 0, dataspace(a.Shape)},
		outMessage{messageDatatype, constantFlag, floatType(binary32)},
		// Fill value, version 2: space is taken late, filled if a value is set,
		// and the value is the default.
		outMessage{messageFill, constantFlag, []byte{2, 2, 2, 1, 0, 0, 0, 0}},
		outMessage{messageLayout, 0, stored},
	)
}

// group appends what is below a group and its header, whose address it
// returns.
func (w *writer) group(t *Tree) (uint64, error) {
	links := make([]link, 0, len(t.Groups)+len(t.Datasets))
	for _, name := range slices.Sorted(maps.Keys(t.Groups)) {
		address, err := w.group(t.Groups[name])
		if err != nil {
			return 0, err
		}
		links = append(links, link{name, address})
	}
	for _, name := range slices.Sorted(maps.Keys(t.Datasets)) {
		address, err := w.dataset(t.Datasets[name])
		if err != nil {
			return 0, err
		}
		links = append(links, link{name, address})
	}
	messages := []outMessage{{messageSymbolTable, 0, w.symbolTable(links)}}
	for _, a := range t.Attributes {
		messages = append(messages, outMessage{messageAttribute, 0, w.attribute(a)})
	}
	return w.header(messages...)
}

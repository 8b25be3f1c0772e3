package hdf5

import (
	"bytes"
	"fmt"
)

// maxDepth is how many levels a b-tree may have: 32 children a node make 16
// levels more than any file can hold.
const maxDepth = 16

// readSymbolTable reads the names of an old-style group: a b-tree of symbol
// nodes, and a heap that has the names (sections "Symbol Table Message",
// "Version 1 B-trees", "Symbol Table", "Local Heaps").
func (g *Group) readSymbolTable(data []byte) error {
	c := &cursor{rest: data}
	tree, heap := c.u64(), c.u64()
	if err := c.err(g.where + ": symbol table"); err != nil {
		return err
	}
	g.place = max(g.place, tree, heap)
	names, err := g.file.localHeap(heap, g.where+": names")
	if err != nil {
		return err
	}
	t := treeWalk{f: g.file, where: g.where + ": b-tree", kind: 0, keySize: 8}
	return t.walk(tree, maxDepth, func(_ []byte, address uint64) error {
		return g.readSymbolNode(address, names)
	})
}

func (g *Group) readSymbolNode(address uint64, names []byte) error {
	where := g.where + ": symbol node"
	c, err := g.file.from(address, where)
	if err != nil {
		return err
	}
	if !c.magic("SNOD") {
		return fmt.Errorf("hdf5: %s has no signature: %w", where, ErrMalformed)
	}
	c.bytes(2)
	for range c.u16() {
		offset, header := c.u64(), c.u64()
		cache := c.u32()
		c.bytes(20)
		if err := c.err(where); err != nil {
			return err
		}
		if cache == 2 { // a symbolic link: the header's address means nothing
			header = undefined
		}
		name, _, ok := bytes.Cut(names[min(offset, uint64(len(names))):], []byte{0})
		if !ok || len(name) == 0 {
			return fmt.Errorf("hdf5: %s: entry has no name at %d: %w", where, offset, ErrMalformed)
		}
		if err := g.add(name, header); err != nil {
			return err
		}
	}
	return c.err(where)
}

// localHeap returns the data segment of a heap of names.
func (f *file) localHeap(address uint64, where string) ([]byte, error) {
	c, err := f.from(address, where)
	if err != nil {
		return nil, err
	}
	ok := c.magic("HEAP")
	c.bytes(4)
	size := c.u64()
	c.bytes(8) // list of free blocks
	segment := c.u64()
	if !ok || c.short {
		return nil, fmt.Errorf("hdf5: %s: no local heap at %d: %w", where, address, ErrMalformed)
	}
	c, err = f.at(segment, size, where)
	if err != nil {
		return nil, err
	}
	return c.rest, nil
}

package hdf5

import (
	"fmt"
	"math/bits"
)

// Kinds of version 2 b-trees (section "Version 2 B-trees").
const (
	treeHuge           = 1
	treeLinks          = 5
	treeAttributes     = 8
	treeChunks         = 10
	treeFilteredChunks = 11
)

// tree2 is a version 2 b-tree, whose records have one size.
type tree2 struct {
	f          *file
	where      string
	kind       uint8
	nodeSize   uint64
	recordSize uint64
	counts     []int // bytes of the number of records below, by level
	leafCount  int   // bytes of the number of records in a node
	record     func(kind uint8, record []byte) error
}

// nodeFrame is what a node has beside its records and children: signature,
// version, kind and checksum.
const nodeFrame = 10

// records calls record with each record of a tree of one of two kinds.
func (f *file) records(address uint64, kind, other uint8, where string, record func(kind uint8, record []byte) error) error {
	c, err := f.from(address, where)
	if err != nil {
		return err
	}
	ok := c.magic("BTHD")
	c.bytes(1)
	t := tree2{f: f, where: where, kind: c.u8(), record: record}
	t.nodeSize, t.recordSize = uint64(c.u32()), uint64(c.u16())
	depth := int(c.u16())
	c.bytes(2)
	root, n := c.u64(), int(c.u16())
	if !ok || c.short || t.kind != kind && t.kind != other || depth > maxDepth || t.recordSize == 0 || t.nodeSize < nodeFrame+t.recordSize {
		return fmt.Errorf("hdf5: %s: no b-tree of kind %d at %d: %w", where, kind, address, ErrMalformed)
	}
	if root == undefined || n == 0 {
		return nil
	}
	if err := t.measure(depth); err != nil {
		return err
	}
	return t.node(root, n, depth)
}

// measure works out the widths of the numbers that stand beside a child's
// address, which follow from how many records a node has room for.
func (t *tree2) measure(depth int) error {
	width := func(n uint64) int { return (bits.Len64(n) + 7) / 8 }
	most := (t.nodeSize - nodeFrame) / t.recordSize
	t.leafCount = width(most)
	t.counts = make([]int, depth+1)
	total := most
	for level := 1; level <= depth; level++ {
		pointer := uint64(8 + t.leafCount + t.counts[level-1])
		if t.nodeSize < nodeFrame+pointer+t.recordSize {
			return fmt.Errorf("hdf5: %s: got nodes of %d bytes: %w", t.where, t.nodeSize, ErrMalformed)
		}
		most = (t.nodeSize - nodeFrame - pointer) / (t.recordSize + pointer)
		high, low := bits.Mul64(most+1, total)
		if total = low + most; high != 0 || total < low {
			total = 1<<64 - 1
		}
		t.counts[level] = width(total)
	}
	return nil
}

// node reads a node of n records; below level 0 are none.
func (t *tree2) node(address uint64, n, level int) error {
	c, err := t.f.from(address, t.where)
	if err != nil {
		return err
	}
	signature := "BTLF"
	if level > 0 {
		signature = "BTIN"
	}
	ok := c.magic(signature)
	c.bytes(2)
	records := &cursor{rest: c.bytes(uint64(n) * t.recordSize)}
	if !ok || c.short {
		return fmt.Errorf("hdf5: %s: no node of a b-tree at %d: %w", t.where, address, ErrMalformed)
	}
	for i := 0; i <= n; i++ {
		if err := t.f.step(1, nodeCost, t.where); err != nil {
			return err
		}
		if level > 0 {
			child, below := c.u64(), int(c.number(t.leafCount))
			c.bytes(uint64(t.counts[level-1]))
			if err := c.err(t.where); err != nil {
				return err
			}
			if err := t.node(child, below, level-1); err != nil {
				return err
			}
		}
		if i < n {
			if err := t.record(t.kind, records.bytes(t.recordSize)); err != nil {
				return err
			}
		}
	}
	return nil
}

package hdf5

import (
	"cmp"
	"slices"
)

// node is a block that a b-tree's next level will point to, and where in the
// heap its last name is: the key to its right.
type node struct {
	address uint64
	last    uint64
}

// symbolTable appends a group's names as heap, symbol nodes and b-tree, and
// returns the message that points to them.
func (w *writer) symbolTable(links []link) []byte {
	slices.SortFunc(links, func(a, b link) int { return cmp.Compare(a.name, b.name) })
	heap, offsets := w.localHeap(links)
	nodes := w.symbolNodes(links, offsets)
	tree := w.treeNodes(nodes, 0)
	for level := uint8(1); len(tree) > 1; level++ {
		tree = w.treeNodes(tree, level)
	}
	var m encoder
	m.u64(tree[0].address, heap)
	return m
}

// localHeap appends the names and returns the heap's address and each name's
// place in it. The empty name at 0 is the key left of all.
func (w *writer) localHeap(links []link) (address uint64, offsets []uint64) {
	names := make(encoder, 8)
	for _, l := range links {
		offsets = append(offsets, uint64(len(names)))
		names.text(l.name)
		names.bytes(0)
		names.align()
	}
	segment := w.put(names)
	const noFreeBlock = 1
	var h encoder
	h.text("HEAP")
	h.u32(0)
	h.u64(uint64(len(names)), noFreeBlock, segment)
	return w.put(h), offsets
}

func (w *writer) symbolNodes(links []link, offsets []uint64) []node {
	var nodes []node
	for len(links) > 0 {
		n := min(len(links), 2*leafK)
		var s encoder
		s.text("SNOD")
		s.bytes(1, 0)
		s.u16(uint16(n))
		for i, l := range links[:n] {
			s.u64(offsets[i], l.address)
			s.u64(0, 0, 0) // nothing is cached
		}
		s.padTo(8 + 2*leafK*40)
		nodes = append(nodes, node{w.put(s), offsets[n-1]})
		links, offsets = links[n:], offsets[n:]
	}
	return nodes
}

// treeNodes appends one level of a b-tree above its children; there is always
// a node, if only an empty one. Siblings point to each other, so that their
// addresses are computed first.
func (w *writer) treeNodes(children []node, level uint8) []node {
	const size = 24 + 2*nodeK*16 + 8
	count := max(1, (len(children)+2*nodeK-1)/(2*nodeK))
	first := w.put(nil)
	key := uint64(0)
	var nodes []node
	for i := range count {
		n := min(len(children), 2*nodeK)
		left, right := first+uint64(i-1)*size, first+uint64(i+1)*size
		if i == 0 {
			left = undefined
		}
		if i == count-1 {
			right = undefined
		}
		var t encoder
		t.text("TREE")
		t.bytes(0, level)
		t.u16(uint16(n))
		t.u64(left, right, key)
		for _, c := range children[:n] {
			t.u64(c.address, c.last)
			key = c.last
		}
		t.padTo(size)
		nodes = append(nodes, node{w.put(t), key})
		children = children[n:]
	}
	return nodes
}

package hdf5

import "fmt"

// treeWalk goes through a version 1 b-tree, which for groups has symbol nodes
// as leaves and for chunked datasets the chunks.
type treeWalk struct {
	f       *file
	where   string
	kind    uint8 // 0 group, 1 chunks
	keySize uint64
}

// walk calls leaf with the left key and the address of each leaf in order. A
// child must be one level below its parent, and depth bounds the first: so no
// loop is possible, and the allowance ends what is merely large.
func (t treeWalk) walk(address uint64, depth int, leaf func(key []byte, address uint64) error) error {
	if address == undefined {
		return nil
	}
	c, err := t.f.from(address, t.where)
	if err != nil {
		return err
	}
	ok := c.magic("TREE")
	kind, level, n := c.u8(), int(c.u8()), c.u16()
	c.bytes(16) // siblings
	if !ok || c.short || kind != t.kind || level > depth {
		return fmt.Errorf("hdf5: %s: no node of kind %d and level up to %d at %d: %w", t.where, t.kind, depth, address, ErrMalformed)
	}
	for range n {
		if err := t.f.step(1, nodeCost, t.where); err != nil {
			return err
		}
		key, child := c.bytes(t.keySize), c.u64()
		if err := c.err(t.where); err != nil {
			return err
		}
		if level == 0 {
			err = leaf(key, child)
		} else {
			err = t.below(child, level, leaf)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (t treeWalk) below(child uint64, level int, leaf func([]byte, uint64) error) error {
	if child == undefined {
		return fmt.Errorf("hdf5: %s: a node has no child: %w", t.where, ErrMalformed)
	}
	return t.walk(child, level-1, leaf)
}

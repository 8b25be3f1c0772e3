package hdf5

import "fmt"

// readNewLinks reads the names of a new-style group, whose links stand in its
// header or, if they are many, in a heap (sections "Link Info Message", "Link Message").
func (g *Group) readNewLinks(info []byte) error {
	c := &cursor{rest: info}
	c.bytes(1)
	if flags := c.u8(); flags&1 != 0 {
		c.bytes(8) // highest creation order
	}
	heap := c.u64()
	if err := c.err(g.where + ": link information"); err != nil {
		return err
	}
	if heap != undefined {
		return g.readDenseLinks(heap, c.u64())
	}
	for _, m := range g.object.messages {
		if m.kind != messageLink {
			continue
		}
		if err := g.readLink(m.data); err != nil {
			return err
		}
	}
	return nil
}

func (g *Group) readLink(data []byte) error {
	c := &cursor{rest: data}
	version, flags := c.u8(), c.u8()
	kind := uint8(0)
	if flags&8 != 0 {
		kind = c.u8()
	}
	if flags&4 != 0 {
		c.bytes(8) // creation order
	}
	if flags&16 != 0 {
		c.bytes(1) // character set: names are bytes here
	}
	name := c.bytes(c.number(1 << (flags & 3)))
	address := uint64(undefined)
	if kind == 0 {
		address = c.u64()
	}
	if err := c.err(g.where + ": link"); err != nil {
		return err
	}
	if version != 1 || len(name) == 0 {
		return fmt.Errorf("hdf5: %s: got a link of version %d with %d bytes of name, want version 1 and a name: %w", g.where, version, len(name), ErrMalformed)
	}
	return g.add(name, address)
}

// readDenseLinks reads the links of a group that has many.
func (g *Group) readDenseLinks(heap, tree uint64) error {
	const hash = 4 // of the name, before the identifier
	return g.file.dense(heap, tree, treeLinks, hash, g.where+": links", g.readLink)
}

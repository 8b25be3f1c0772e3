package hdf5

import "fmt"

// Kinds of index of the chunks since version 4 of the layout (section "Data
// Layout Message").
const (
	indexTree       = 0 // of version 3
	indexSingle     = 1
	indexImplicit   = 2
	indexFixed      = 3
	indexExtensible = 4
	indexTree2      = 5
)

// indexed reads the layout in chunks of versions from 4 on.
func (l *layout) indexed(c *cursor) {
	flags := c.u8()
	rank, width := int(c.u8()), int(c.u8())
	if width > 8 || rank > maxRank+1 {
		c.short = true
		return
	}
	l.chunk = make([]uint64, rank)
	for i := range l.chunk {
		l.chunk[i] = c.number(width)
	}
	l.index = c.u8()
	switch l.index {
	case indexSingle:
		if flags&2 != 0 {
			l.single, l.mask = c.u64(), c.u32()
		}
	case indexFixed:
		c.bytes(1) // of a page: its header says so too
	case indexExtensible:
		c.bytes(5)
	case indexTree2:
		c.bytes(6)
	}
	l.address = c.u64()
}

// find reads all chunks of the dataset, however they are indexed.
func (r *chunkReader) find() error {
	d := r.d
	where := d.where + ": chunks"
	switch l := d.store; l.index {
	case indexTree:
		t := treeWalk{f: d.file, where: where, kind: 1, keySize: 8 + 8*uint64(len(l.chunk))}
		return t.walk(l.address, maxDepth, r.leaf)
	case indexSingle:
		size := uint64(r.size)
		if len(l.filters) > 0 {
			size = l.single
		}
		return r.number(0, l.address, size, l.mask)
	case indexImplicit:
		return r.implicit(l.address)
	case indexFixed:
		return r.fixed(l.address, where)
	case indexTree2:
		return r.tree2(l.address, where)
	}
	return fmt.Errorf("hdf5: %s: can grow without end, want them of a fixed shape: %w", where, ErrUnsupported)
}

// implicit reads chunks that stand one after the other.
func (r *chunkReader) implicit(address uint64) error {
	if address == undefined {
		return nil
	}
	for i := range r.seen {
		if err := r.number(i, address+uint64(i)*uint64(r.size), uint64(r.size), 0); err != nil {
			return err
		}
	}
	return nil
}

// fixed reads chunks that a fixed array has (sections "Fixed Array Index").
func (r *chunkReader) fixed(address uint64, where string) error {
	if address == undefined {
		return nil
	}
	c, err := r.d.file.from(address, where)
	if err != nil {
		return err
	}
	ok := c.magic("FAHD")
	c.bytes(1)
	filtered, entry, pageBits := c.u8(), uint64(c.u8()), c.u8()
	count, block := c.u64(), c.u64()
	width := int(entry) - 12 // of a chunk's size
	if !ok || c.short || count != uint64(len(r.seen)) || filtered > 1 || pageBits > 31 || filtered == 0 && entry != 8 || filtered == 1 && (width < 1 || width > 8) {
		return fmt.Errorf("hdf5: %s: no fixed array of %d chunks at %d: %w", where, len(r.seen), address, ErrMalformed)
	}
	if block == undefined {
		return nil
	}
	if c, err = r.d.file.from(block, where); err != nil {
		return err
	}
	if ok = c.magic("FADB"); !ok {
		return fmt.Errorf("hdf5: %s: no block of a fixed array at %d: %w", where, block, ErrMalformed)
	}
	c.bytes(10) // version, client, address of the header
	page := uint64(1) << pageBits
	paged := count > page
	if paged {
		c.bytes(((count+page-1)/page + 7) / 8) // which pages have been written
		c.bytes(checksumSize)
	}
	for i := range int(count) {
		chunk, size, mask := c.u64(), uint64(r.size), uint32(0)
		if filtered == 1 {
			size, mask = c.number(width), c.u32()
		}
		if paged && uint64(i+1)%page == 0 {
			c.bytes(checksumSize)
		}
		if err := c.err(where); err != nil {
			return err
		}
		if chunk == undefined {
			continue
		}
		if err := r.number(i, chunk, size, mask); err != nil {
			return err
		}
	}
	return nil
}

// tree2 reads chunks that a version 2 b-tree has.
func (r *chunkReader) tree2(address uint64, where string) error {
	if address == undefined {
		return nil
	}
	return r.d.file.records(address, treeChunks, treeFilteredChunks, where, func(kind uint8, record []byte) error {
		c := &cursor{rest: record}
		chunk, size, mask := c.u64(), uint64(r.size), uint32(0)
		if kind == treeFilteredChunks {
			width := len(record) - 12 - 8*len(r.grid)
			if width < 1 || width > 8 {
				return fmt.Errorf("hdf5: %s: got a record of %d bytes: %w", where, len(record), ErrMalformed)
			}
			size, mask = c.number(width), c.u32()
		}
		at := make([]int, len(r.grid))
		for i := range at {
			n := c.u64()
			if n >= uint64(r.grid[i]) {
				return fmt.Errorf("hdf5: %s: got chunk %d of dimension %d, want it below %d: %w", where, n, i, r.grid[i], ErrMalformed)
			}
			at[i] = int(n) * r.shape[i]
		}
		if err := c.err(where); err != nil {
			return err
		}
		return r.chunk(at, chunk, size, mask)
	})
}

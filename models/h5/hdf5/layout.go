package hdf5

import "fmt"

// Layout classes (section "Data Layout Message").
const (
	layoutCompact    = 0
	layoutContiguous = 1
	layoutChunked    = 2
)

// layout is where a dataset's values are.
type layout struct {
	class   uint8
	compact []byte
	address uint64   // of the values, or of the b-tree of chunks
	chunk   []uint64 // a chunk's shape, and an element's bytes
	index   uint8    // how the chunks are found, 0 for the b-tree of version 1
	single  uint64   // the bytes of the only chunk, after filters
	mask    uint32   // and its filters that were left out
	filters []filter
}

func parseLayout(data []byte, where string) (layout, error) {
	c := &cursor{rest: data}
	var l layout
	version := c.u8()
	switch version {
	case 1, 2:
		l.old(c)
	case 3, 4, 5: // 5 differs in the widths of sizes, which others say too
		l.class = c.u8()
		if version >= 4 && l.class == layoutChunked {
			l.indexed(c)
			break
		}
		l.current(c)
	default:
		return l, fmt.Errorf("hdf5: %s: got layout version %d, want 1 to 5: %w", where, version, ErrUnsupported)
	}
	if l.class > layoutChunked {
		return l, fmt.Errorf("hdf5: %s: got layout class %d, want values in this file: %w", where, l.class, ErrUnsupported)
	}
	return l, c.err(where + ": layout")
}

// old reads versions 1 and 2.
func (l *layout) old(c *cursor) {
	rank := int(c.u8())
	l.class = c.u8()
	c.bytes(5)
	if l.class != layoutCompact {
		l.address = c.u64()
	}
	dimensions := dimensions(c, rank)
	switch l.class {
	case layoutChunked:
		l.chunk = dimensions
	case layoutCompact:
		l.compact = c.bytes(uint64(c.u32()))
	}
}

// current reads versions from 3 on.
func (l *layout) current(c *cursor) {
	switch l.class {
	case layoutCompact:
		l.compact = c.bytes(uint64(c.u16()))
	case layoutContiguous:
		l.address = c.u64()
	case layoutChunked:
		rank := int(c.u8())
		l.address = c.u64()
		l.chunk = dimensions(c, rank)
	}
}

func dimensions(c *cursor, rank int) []uint64 {
	d := make([]uint64, rank)
	for i := range d {
		d[i] = uint64(c.u32())
	}
	return d
}

package hdf5

import (
	"bytes"
	"cmp"
	"compress/zlib"
	"fmt"
	"io"
)

// Filters that h5py offers for every installation (section "Filter Pipeline
// Message", and lzf_filter.h of h5py).
const (
	filterDeflate    = 1
	filterShuffle    = 2
	filterFletcher32 = 3
	filterLZF        = 32000
)

// filterNames has those, and others that a file may have.
var filterNames = map[uint16]string{
	filterDeflate: "gzip", filterShuffle: "shuffle", filterFletcher32: "fletcher32", filterLZF: "lzf",
	4: "szip", 5: "nbit", 6: "scaleoffset", 32001: "blosc", 32004: "lz4", 32008: "bitshuffle", 32013: "zfp", 32015: "zstd", 32026: "blosc2",
}

// checksumSize is what fletcher32 puts behind a chunk. As all checksums of
// HDF5 here, it is not verified.
const checksumSize = 4

// maxFilters is HDF5's own limit, H5Z_MAX_NFILTERS.
const maxFilters = 32

// filter is one step between a chunk's bytes in the file and its values.
type filter struct {
	id      uint16
	element int // shuffle: bytes of an element
}

func parseFilters(data []byte, where string) ([]filter, error) {
	if data == nil {
		return nil, nil
	}
	c := &cursor{rest: data}
	version, n := c.u8(), int(c.u8())
	if version == 1 {
		c.bytes(6)
	}
	if version < 1 || version > 2 || n > maxFilters {
		return nil, fmt.Errorf("hdf5: %s: got %d filters in version %d, want at most %d in 1 or 2: %w", where, n, version, maxFilters, ErrMalformed)
	}
	filters := make([]filter, n)
	for i := range filters {
		filters[i] = parseFilter(c, version)
		switch id := filters[i].id; id {
		case filterDeflate, filterShuffle, filterFletcher32, filterLZF:
		default:
			return nil, fmt.Errorf("hdf5: %s: compressed by filter %d (%s), want gzip, lzf, shuffle or fletcher32: %w", where, id, cmp.Or(filterNames[id], "unknown"), ErrUnsupported)
		}
	}
	return filters, c.err(where + ": filters")
}

func parseFilter(c *cursor, version uint8) filter {
	f := filter{id: c.u16()}
	nameSize := uint64(0)
	if version == 1 || f.id >= 256 {
		nameSize = uint64(c.u16())
	}
	c.bytes(2) // whether it may fail
	n := int(c.u16())
	if version == 1 {
		nameSize = pad8(nameSize)
	}
	c.bytes(nameSize)
	values := &cursor{rest: c.bytes(4 * uint64(n))}
	if version == 1 && n%2 == 1 {
		c.bytes(4)
	}
	if f.id == filterShuffle {
		f.element = int(values.u32())
	}
	return f
}

// pipeline undoes the filters of one dataset's chunks.
type pipeline struct {
	filters []filter
	size    int    // of a chunk without filters
	a, b    []byte // with room for a chunk and its checksums
	zlib    io.ReadCloser
}

// undo applies the filters' inverses, the last first, to a chunk's bytes as
// they stand in the file; mask has a bit set for each filter that was left
// out. The result is good until the next call.
func (p *pipeline) undo(src []byte, mask uint32) ([]byte, error) {
	for i := len(p.filters) - 1; i >= 0; i-- {
		if mask&(1<<i) != 0 {
			continue
		}
		var err error
		dst := p.a[:p.size+checksumSize*p.checksums(i, mask)]
		switch p.filters[i].id {
		case filterDeflate:
			err = p.inflate(dst, src)
		case filterLZF:
			err = unlzf(dst, src)
		case filterShuffle:
			err = unshuffle(dst, src, p.filters[i].element)
		case filterFletcher32:
			if len(src) < checksumSize {
				return nil, fmt.Errorf("fletcher32: got %d bytes, want a checksum: %w", len(src), ErrMalformed)
			}
			src = src[:len(src)-checksumSize]
			continue
		}
		if err != nil {
			return nil, err
		}
		src = dst
		p.a, p.b = p.b, p.a
	}
	if len(src) != p.size {
		return nil, fmt.Errorf("got %d bytes, want %d: %w", len(src), p.size, ErrMalformed)
	}
	return src, nil
}

// checksums returns how many checksums the filters before filter n have added.
func (p *pipeline) checksums(n int, mask uint32) (count int) {
	for i, f := range p.filters[:n] {
		if f.id == filterFletcher32 && mask&(1<<i) == 0 {
			count++
		}
	}
	return count
}

// inflate fills dst with what src decompresses to, no more and no less.
func (p *pipeline) inflate(dst, src []byte) error {
	if err := p.reset(src); err != nil {
		return fmt.Errorf("deflate: %v: %w", err, ErrMalformed)
	}
	if _, err := io.ReadFull(p.zlib, dst); err != nil {
		return fmt.Errorf("deflate: %v: %w", err, ErrMalformed)
	}
	var more [1]byte
	if n, err := p.zlib.Read(more[:]); n != 0 || err != io.EOF {
		return fmt.Errorf("deflate: more than %d bytes, or a wrong checksum: %w", len(dst), ErrMalformed)
	}
	return nil
}

// reset points the decompressor, which is large, at other bytes.
func (p *pipeline) reset(src []byte) (err error) {
	if resetter, ok := p.zlib.(zlib.Resetter); ok {
		return resetter.Reset(bytes.NewReader(src), nil)
	}
	p.zlib, err = zlib.NewReader(bytes.NewReader(src))
	return err
}

// unshuffle puts the bytes of elements together again: the file has all first
// bytes, then all second bytes, and so on; what makes no whole element is last.
func unshuffle(dst, src []byte, size int) error {
	if size < 1 || len(src) != len(dst) {
		return fmt.Errorf("shuffle: got %d bytes in elements of %d, want %d: %w", len(src), size, len(dst), ErrMalformed)
	}
	n := len(src) / size
	for i := range n {
		for j := range size {
			dst[i*size+j] = src[j*n+i]
		}
	}
	copy(dst[n*size:], src[n*size:])
	return nil
}

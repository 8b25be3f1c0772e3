package pth

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"slices"
)

// archive is a zip file in memory. The standard library's reader allocates
// several times the length of a directory made to hurt, so this one keeps the
// directory in one slice of known length, and copies no name.
// The format is PKWARE's APPNOTE.TXT, sections 4.3.7 (local header), 4.3.12
// (directory) and 4.3.16 (end of directory).
type archive struct {
	data    []byte
	entries []entry // by name
	prefix  string  // of the names, with its slash: torch.save's is the file's own name
	unread  int     // bytes of the file that no entry has been read from
	budget  *budget
}

type entry struct {
	name         []byte
	offset       int // of the local header
	packed, size int
	checksum     uint32
	method       uint16
	flags        uint16
	content      []byte // once it has been read and checked
}

const (
	sizeEntry = 96

	localSignature     = "PK\x03\x04"
	directorySignature = "PK\x01\x02"
	endSignature       = "PK\x05\x06"
	localLength        = 30
	directoryLength    = 46
	endLength          = 22
	maxComment         = 1<<16 - 1

	stored   = 0
	deflated = 8

	flagEncrypted  = 1 << 0
	flagDescriptor = 1 << 3 // the local header leaves sizes and checksum to what follows the data
)

var little = binary.LittleEndian

func openArchive(data []byte, b *budget) (*archive, error) {
	count, directory, err := findDirectory(data)
	if err != nil {
		return nil, err
	}
	if err := b.take(count, sizeEntry); err != nil {
		return nil, fmt.Errorf("zip: %d entries: %w", count, err)
	}
	a := &archive{data: data, unread: len(data), budget: b, entries: make([]entry, count)}
	for i := range a.entries {
		if directory, err = a.entries[i].parse(directory); err != nil {
			return nil, err
		}
	}
	if len(directory) != 0 || count == 0 {
		return nil, malformedZip("got a directory of %d entries and %d more bytes, want entries alone", count, len(directory))
	}
	a.prefix = string(a.entries[0].name[:bytes.IndexByte(a.entries[0].name, '/')+1])
	slices.SortFunc(a.entries, func(x, y entry) int { return bytes.Compare(x.name, y.name) })
	for i := range a.entries[1:] {
		if bytes.Equal(a.entries[i].name, a.entries[i+1].name) {
			return nil, malformedZip("got %.100q twice, want each name once", a.entries[i].name)
		}
	}
	return a, nil
}

// readSize reads a size or an offset. No file is as long as 2 GiB, so that what
// is cut here lies beyond its end, and an int of 32 bits does.
func readSize(b []byte) int {
	return int(min(little.Uint32(b), math.MaxInt32))
}

// findDirectory returns how many entries there are, and the bytes of the
// directory.
func findDirectory(data []byte) (count int, directory []byte, err error) {
	from := max(0, len(data)-endLength-maxComment)
	at := bytes.LastIndex(data[from:], []byte(endSignature)) + from
	if at < from || len(data)-at < endLength {
		return 0, nil, malformedZip("got no end of the directory: the file was cut")
	}
	end := data[at:]
	count = int(little.Uint16(end[10:]))
	size, offset := readSize(end[12:]), readSize(end[16:])
	if count == 0xffff {
		return 0, nil, malformedZip("got more than 65534 entries, want less")
	}
	if little.Uint32(end[4:]) != 0 || offset > at || size > at-offset || count > size/directoryLength {
		return 0, nil, malformedZip("got a directory of %d entries in %d bytes at %d, want it inside the %d bytes before its end", count, size, offset, at)
	}
	return count, data[offset : offset+size], nil
}

// parse reads one entry of the directory and returns what follows it.
func (e *entry) parse(directory []byte) ([]byte, error) {
	if len(directory) < directoryLength || string(directory[:4]) != directorySignature {
		return nil, malformedZip("got a damaged directory")
	}
	e.flags, e.method = little.Uint16(directory[8:]), little.Uint16(directory[10:])
	e.checksum = little.Uint32(directory[16:])
	e.packed, e.size = readSize(directory[20:]), readSize(directory[24:])
	e.offset = readSize(directory[42:])
	name := int(little.Uint16(directory[28:]))
	rest := int(little.Uint16(directory[30:])) + int(little.Uint16(directory[32:]))
	directory = directory[directoryLength:]
	if name+rest > len(directory) {
		return nil, malformedZip("got a damaged directory")
	}
	e.name = directory[:name]
	return directory[name+rest:], nil
}

func (a *archive) find(name string) *entry {
	i, ok := slices.BinarySearchFunc(a.entries, a.prefix+name, func(e entry, name string) int {
		return bytes.Compare(e.name, []byte(name))
	})
	if !ok {
		return nil
	}
	return &a.entries[i]
}

// read returns the content of an entry, its checksum checked.
func (a *archive) read(name string) ([]byte, error) {
	e := a.find(name)
	if e == nil {
		return nil, malformedZip("got no %.100q in the archive, want one", name)
	}
	return a.readEntry(e)
}

func (a *archive) readEntry(e *entry) ([]byte, error) {
	name := e.name
	if e.content != nil {
		return e.content, nil
	}
	packed, err := a.packed(e)
	if err != nil {
		return nil, err
	}
	// Entries in the same bytes would make a short file a long one to check.
	if a.unread -= len(packed); a.unread < 0 {
		return nil, malformedZip("got entries that overlap, want each in bytes of its own")
	}
	content := packed
	if e.method == deflated {
		if content, err = a.inflate(packed, e.size); err != nil {
			return nil, fmt.Errorf("zip: %.100q: %w", name, err)
		}
	}
	if len(content) != e.size || crc32.ChecksumIEEE(content) != e.checksum {
		return nil, malformedZip("got %d bytes in %.100q, want %d with checksum %08x: the file is damaged", len(content), name, e.size, e.checksum)
	}
	e.content = content
	return content, nil
}

// packed finds the bytes of an entry behind its local header, which must agree
// with the directory.
func (a *archive) packed(e *entry) ([]byte, error) {
	if e.flags&flagEncrypted != 0 || (e.method != stored && e.method != deflated) {
		return nil, malformedZip("got %.100q encrypted or compressed by method %d, want it stored or deflated", e.name, e.method)
	}
	if e.offset > len(a.data)-localLength || string(a.data[e.offset:e.offset+4]) != localSignature {
		return nil, malformedZip("got no local header of %.100q at %d", e.name, e.offset)
	}
	header, rest := a.data[e.offset:], a.data[e.offset+localLength:]
	name := int(little.Uint16(header[26:]))
	extra := int(little.Uint16(header[28:]))
	if name+extra > len(rest) || e.packed > len(rest)-name-extra {
		return nil, malformedZip("got %d bytes of %.100q, want them inside the file", e.packed, e.name)
	}
	agree := bytes.Equal(rest[:name], e.name) && little.Uint16(header[8:]) == e.method
	if e.flags&flagDescriptor == 0 {
		agree = agree && readSize(header[18:]) == e.packed && readSize(header[22:]) == e.size
	}
	if !agree {
		return nil, malformedZip("got a local header of %.100q that differs from the directory's", e.name)
	}
	return rest[name+extra:][:e.packed:e.packed], nil
}

// sizeInflater is about what package flate allocates for one stream.
const sizeInflater = 64 << 10

func (a *archive) inflate(packed []byte, size int) ([]byte, error) {
	if err := a.budget.take(1, size+sizeInflater); err != nil {
		return nil, err
	}
	r := flate.NewReader(bytes.NewReader(packed))
	content := make([]byte, size)
	if _, err := io.ReadFull(r, content); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFormat, err)
	}
	if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return nil, fmt.Errorf("%w: got more than %d bytes, want no more", ErrFormat, size)
	}
	return content, nil
}

func malformedZip(format string, args ...any) error {
	return fmt.Errorf("zip: %w: %s", ErrFormat, fmt.Sprintf(format, args...))
}

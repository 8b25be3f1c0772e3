package data

import (
	"bufio"
	"bytes"
	_ "embed"
	"encoding/binary"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// A gzip file can be unpacked from the start of any deflate block, given the
// bit where the block starts and the 32 KB of content before it, to which the
// block may refer. For one file, which every run of this program reads, both
// are known: MNIST's training images, as they are published. Its pieces are
// unpacked side by side. The idea is that of zran.c in zlib's examples.

// point is where a block starts.
type point struct {
	bit int // of the packed file
	at  int // byte of the content
}

// points, and windows.gz with the content before each but the first, are what
// `go run ./_points` makes of the file.
var points = [...]point{
	{bit: 272, at: 0},
	{bit: 19835024, at: 11753254},
	{bit: 39563270, at: 23522708},
	{bit: 59426611, at: 35293196},
}

//go:embed windows.gz
var packedWindows []byte

const (
	windowSize      = 32 << 10
	packedSize      = 9912422
	trainImagesSize = 16 + 60000*28*28
)

// unpackTrainImages returns the content of MNIST's training images, nil if packed
// is another file, as its sum says.
func unpackTrainImages(packed []byte, sum func() string) []byte {
	if len(packed) != packedSize {
		return nil
	}
	content := unpackPieces(packed)
	if sum() != mnistSums[trainImages].gzipped {
		return nil
	}
	return content
}

// unpackPieces returns nil if a piece cannot be unpacked.
func unpackPieces(packed []byte) []byte {
	windows, err := readWindows()
	if err != nil {
		return nil
	}
	content := make([]byte, trainImagesSize)
	var failures [len(points)]error
	var unpacking sync.WaitGroup
	for i, p := range points {
		piece := content[p.at:]
		if i+1 < len(points) {
			piece = content[p.at:points[i+1].at]
		}
		unpacking.Go(func() { failures[i] = p.unpack(piece, packed, windows[i]) })
	}
	unpacking.Wait()
	for _, err := range failures {
		if err != nil {
			return nil
		}
	}
	return content
}

// readWindows returns what is before each point.
func readWindows() (windows [len(points)][]byte, err error) {
	r, err := gzip.NewReader(bytes.NewReader(packedWindows))
	if err != nil {
		return windows, err
	}
	for i, p := range points {
		windows[i] = make([]byte, min(p.at, windowSize))
		if _, err := io.ReadFull(r, windows[i]); err != nil {
			return windows, err
		}
	}
	return windows, nil
}

// unpack fills piece with the content from the point on.
func (p point) unpack(piece, packed, window []byte) error {
	block := &bitReader{left: packed[p.bit/8:], skip: p.bit % 8}
	_, err := io.ReadFull(flate.NewReaderDict(bufio.NewReaderSize(block, readBuffer), window), piece)
	return err
}

// bitReader reads bytes that start at a bit: deflate's first bit is the lowest.
type bitReader struct {
	left []byte
	skip int // bits of the first byte
}

func (r *bitReader) Read(b []byte) (int, error) {
	if len(r.left) == 0 {
		return 0, io.EOF
	}
	n := copy(b, r.left)
	if r.skip > 0 {
		r.shift(b[:n])
	}
	r.left = r.left[n:]
	return n, nil
}

// shift makes of b, which are the bytes that r starts in, those that r starts with.
func (r *bitReader) shift(b []byte) {
	i := 0
	for ; i+8 <= len(b) && i+8 < len(r.left); i += 8 {
		word := binary.LittleEndian.Uint64(b[i:])>>r.skip | uint64(r.left[i+8])<<(64-r.skip)
		binary.LittleEndian.PutUint64(b[i:], word)
	}
	for ; i < len(b); i++ {
		b[i] >>= r.skip
		if i+1 < len(r.left) {
			b[i] |= r.left[i+1] << (8 - r.skip)
		}
	}
}

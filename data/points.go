package data

import (
	"bytes"
	_ "embed"
	"io"
	"sync"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// A gzip file can be unpacked from the start of any deflate block, given where
// the block starts and the 32 KB of content before it, to which the block may
// refer. For one file, which every run of this program reads, both are known:
// MNIST's training images, as they are published. Its pieces are unpacked side by
// side. The idea is that of zran.c in zlib's examples.

// point is where a block starts; it is one of the few that start with a byte.
type point struct {
	packed int // byte of the file
	at     int // byte of the content
}

// points, and windows.gz with the content before each but the first, are what
// `go run ./_points` makes of the file.
var points = [...]point{
	{packed: 34, at: 0},
	{packed: 2479378, at: 11753254},
	{packed: 4979773, at: 23684500},
	{packed: 7434154, at: 35321967},
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
	content := bytesOf(trainImagesSize)
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
	_, err := io.ReadFull(flate.NewReaderDict(bytes.NewReader(packed[p.packed:]), window), piece)
	return err
}

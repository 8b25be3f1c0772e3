package data

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

const (
	readBuffer = 64 << 10
	// A buffer of values starts this small and grows fourfold when it is full:
	// a header's promise alone buys no more than this.
	firstValues = 64 << 10
	growth      = 4
	// usualRatio is how much larger than its gzipped file a set may be whose
	// values are still read into a buffer of the right size at once: MNIST's is
	// 4.7 times as large.
	usualRatio = 8
)

var gzipMagic = []byte{0x1f, 0x8b}

// ReadIDX reads an IDX file of unsigned bytes, plain or gzipped, which it tells
// by the first two bytes. The file must end where its header says; of a gzip
// stream no more is decompressed than that. An error names the place as a byte
// of the (decompressed) content.
func ReadIDX(r io.Reader) (*Array, error) {
	array, err := readArray(r)
	if err != nil {
		return nil, fmt.Errorf("data: %w", err)
	}
	return array, nil
}

// readArray is ReadIDX without the package's name in its errors.
func readArray(r io.Reader) (*Array, error) {
	buffered := bufio.NewReaderSize(r, readBuffer)
	start, _ := buffered.Peek(len(gzipMagic)) // a short file fails in readShape
	if string(start) != string(gzipMagic) {
		return readContent(&stream{Reader: buffered, first: firstValues})
	}
	return readGzip(buffered, firstValues)
}

// parseArray is readArray of a file that is in memory, for callers that put its
// path before errors. Of a plain file the values are a view.
func parseArray(file []byte) (*Array, error) {
	if bytes.HasPrefix(file, gzipMagic) {
		return readGzip(bytes.NewReader(file), max(firstValues, usualRatio*len(file)))
	}
	return readContent(&memory{left: file})
}

// readGzip reads values into a buffer of first bytes, or as many as there are to
// be; more only when it is full.
func readGzip(r io.Reader, first int) (*Array, error) {
	unpacked, err := gzip.NewReader(r)
	if err != nil {
		return nil, streamError(0, err)
	}
	return readContent(&stream{Reader: unpacked, first: first})
}

func readContent(c content) (*Array, error) {
	shape, err := readShape(c)
	if err != nil {
		return nil, err
	}
	start := 4 + 4*len(shape)
	total, err := checkShape(shape)
	if err != nil {
		return nil, fmt.Errorf("idx: byte 4: %w", err)
	}
	values, err := c.take(total)
	if err != nil {
		return nil, fmt.Errorf("%w (header promises %d values, got %d)",
			streamError(start+len(values), err), total, len(values))
	}
	if err := expectEnd(c, start+total); err != nil {
		return nil, err
	}
	return &Array{Shape: shape, Values: values}, nil
}

func readShape(content io.Reader) ([]int, error) {
	kind, shape, err := readHeader(content)
	if err == nil && kind != typeUnsigned {
		err = fmt.Errorf("idx: byte 2: %w: type %02x, want %02x", ErrMagic, kind, typeUnsigned)
	}
	return shape, err
}

// readHeader reads an IDX file's type, whatever it is, and dimensions.
func readHeader(content io.Reader) (kind byte, shape []int, err error) {
	var magic [4]byte
	if n, err := io.ReadFull(content, magic[:]); err != nil {
		return 0, nil, streamError(n, err)
	}
	if magic[0] != 0 || magic[1] != 0 || magic[3] < 1 || magic[3] > maxRank {
		return 0, nil, fmt.Errorf("idx: byte 0: %w: starts with % x, want 00 00, a type, and a rank of 1 to %d",
			ErrMagic, magic, maxRank)
	}
	header := make([]byte, 4*int(magic[3]))
	if n, err := io.ReadFull(content, header); err != nil {
		return 0, nil, streamError(len(magic)+n, err)
	}
	shape = make([]int, magic[3])
	for i := range shape {
		shape[i] = int(int32(binary.BigEndian.Uint32(header[4*i:])))
	}
	return magic[2], shape, nil
}

func expectEnd(content io.Reader, end int) error {
	var next [1]byte
	_, err := io.ReadFull(content, next[:])
	switch {
	case errors.Is(err, io.EOF):
		return nil
	case err == nil, errors.Is(err, gzip.ErrHeader): // the latter: what follows the gzip stream is none
		return fmt.Errorf("idx: byte %d: %w that its header promises: is it the right file?", end, ErrTrailing)
	}
	return streamError(end, err)
}

// streamError says what an error of the stream, met at a byte of the content,
// means for the file.
func streamError(at int, err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("idx: byte %d: %w: copy or download the file again", at, ErrTruncated)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt):
		return fmt.Errorf("idx: byte %d: %w (%w): copy or download the file again", at, ErrGzip, err)
	}
	return fmt.Errorf("idx: byte %d: %w", at, err)
}

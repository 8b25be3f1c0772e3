package data

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
)

// ErrForm is wrapped where a file has not the form that it should have, or one
// that is not read.
var ErrForm = errors.New("wrong form")

// Packed content may be a bomb: what takes more than plentyOf bytes unpacked may
// be at most maxRatio times as large as its file. MNIST's images are 4.7 times
// as large, its CSV file 8 times, a label that is always the same 1,000 times.
const (
	plentyOf = 64 << 20
	maxRatio = 200
)

// unpacked is what a stored file holds, gunzipped if it is gzip.
type unpacked struct {
	*bufio.Reader
	path    string
	closers []io.Closer
	limit   int64 // of bytes that it may hold
	exact   bool  // it holds just limit
}

func (f stored) open() (*unpacked, error) { return f.openBuffered(readBuffer) }

func (f stored) openBuffered(buffer int) (*unpacked, error) {
	file, err := f.tree.files.Open(f.name)
	if err != nil {
		return nil, err
	}
	u := &unpacked{path: f.path(), closers: []io.Closer{file}}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%w: it is no regular file", ErrForm)
	}
	if err == nil {
		err = u.unpack(file, info, buffer)
	}
	if err != nil {
		u.close()
		return nil, fmt.Errorf("%s: %w", u.path, err)
	}
	return u, nil
}

// unpack finds out how much there may be, and whether it is gzipped.
func (u *unpacked) unpack(file io.Reader, info fs.FileInfo, buffer int) error {
	u.limit, u.exact = info.Size(), true
	if header, ok := info.Sys().(*zip.FileHeader); ok && header.Method != zip.Store {
		u.limit, u.exact = bound(int64(min(header.CompressedSize64, 1<<40))), false
	}
	u.Reader = bufio.NewReaderSize(file, buffer)
	if start, _ := u.Peek(len(gzipMagic)); !bytes.Equal(start, gzipMagic) {
		u.Reader = bufio.NewReaderSize(&bounded{u.Reader, u.limit}, buffer)
		return nil
	}
	inflated, err := gzip.NewReader(u.Reader)
	if err != nil {
		return contentError(err)
	}
	u.closers = append(u.closers, inflated)
	u.limit, u.exact = bound(u.limit), false
	u.Reader = bufio.NewReaderSize(&bounded{inflated, u.limit}, buffer)
	return nil
}

func bound(packed int64) int64 { return max(plentyOf, maxRatio*packed) }

func (u *unpacked) close() {
	for _, c := range u.closers {
		c.Close()
	}
}

// allow returns an error if the file cannot hold n bytes, or should not.
func (u *unpacked) allow(n int64) error {
	if n <= u.limit {
		return nil
	}
	if u.exact {
		return fmt.Errorf("%w: %d bytes are promised, %d are there: copy or download the file again", ErrTruncated, n, u.limit)
	}
	return fmt.Errorf("%w: %d bytes unpacked, more than %d times the file: unpack it first if it is to be trusted", ErrTooLarge, n, maxRatio)
}

// bounded reads at most so many bytes; one more is an error.
type bounded struct {
	io.Reader
	left int64
}

func (b *bounded) Read(p []byte) (int, error) {
	n, err := b.Reader.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, fmt.Errorf("%w: unpacked it is more than %d times the file: unpack it first if it is to be trusted", ErrTooLarge, maxRatio)
	}
	return n, contentError(err)
}

// contentError says what an error of a packed stream means for the file.
func contentError(err error) error {
	var corrupt flate.CorruptInputError
	switch {
	case err == nil || err == io.EOF:
		return err
	case errors.Is(err, io.ErrUnexpectedEOF):
		return fmt.Errorf("%w: copy or download the file again", ErrTruncated)
	case errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.As(err, &corrupt),
		errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat):
		return fmt.Errorf("%w (%w): copy or download the file again", ErrGzip, err)
	}
	return err
}

package h5

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"io"

	"digits/models/h5/hdf5"
)

// What a zip, and an entry of its directory, begin with.
const (
	zipSignature   = "PK\x03\x04"
	entrySignature = "PK\x01\x02"
)

// maxEntries is how many files an archive may have. Keras writes three, and
// more if layers have assets.
const maxEntries = 1024

// openZip opens an archive whose directory does not take much memory. By
// chance, the signature is in the weights once in 4 GiB.
func openZip(data []byte) (*zip.Reader, error) {
	if n := bytes.Count(data, []byte(entrySignature)); n > maxEntries {
		return nil, fmt.Errorf("zip: got %d files, want at most %d: %w", n, maxEntries, hdf5.ErrLimit)
	}
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("%v, as if the file was cut: %w", err, hdf5.ErrMalformed)
	}
	return z, nil
}

// entry returns the one file of that name in an archive.
func entry(z *zip.Reader, name string) (*zip.File, error) {
	var found *zip.File
	for _, f := range z.File {
		if f.Name != name {
			continue
		}
		if found != nil {
			return nil, fmt.Errorf("zip: %s is there twice: %w", name, hdf5.ErrMalformed)
		}
		found = f
	}
	if found == nil {
		return nil, fmt.Errorf("zip: has no %s: %w", name, ErrNotKeras)
	}
	return found, nil
}

// contents returns the bytes of a file in an archive, if they are at most
// limit. Stored ones, as Keras writes them, are part of data; fresh says how
// many bytes had to be allocated for others.
func contents(data []byte, f *zip.File, limit int) (b []byte, fresh int, err error) {
	size := f.UncompressedSize64
	if f.Method == zip.Store {
		b, err := stored(data, f)
		return b, 0, err
	}
	if size > uint64(max(limit, 0)) {
		return nil, 0, fmt.Errorf("zip: %s: got %d bytes to decompress, want at most %d: save again with Keras, or zip without compression: %w",
			f.Name, size, limit, hdf5.ErrLimit)
	}
	r, err := f.Open()
	if err != nil {
		return nil, 0, fmt.Errorf("zip: %s: %v: %w", f.Name, err, hdf5.ErrMalformed)
	}
	defer r.Close()
	b = make([]byte, size)
	if _, err := io.ReadFull(r, b); err != nil {
		return nil, 0, fmt.Errorf("zip: %s: %v: %w", f.Name, err, hdf5.ErrMalformed)
	}
	// Only at the end the reader compares the checksum.
	if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		return nil, 0, fmt.Errorf("zip: %s: wrong size or checksum: %w", f.Name, hdf5.ErrMalformed)
	}
	return b, len(b), nil
}

// stored returns the bytes of a file that is not compressed.
func stored(data []byte, f *zip.File) ([]byte, error) {
	offset, err := f.DataOffset()
	if err != nil {
		return nil, fmt.Errorf("zip: %s: %v: %w", f.Name, err, hdf5.ErrMalformed)
	}
	size, n := f.UncompressedSize64, uint64(len(data))
	if offset < 0 || uint64(offset) > n || size > n-uint64(offset) || f.CompressedSize64 != size {
		return nil, fmt.Errorf("zip: %s: got %d bytes at %d, stored as %d, want them within the file's %d: %w",
			f.Name, size, offset, f.CompressedSize64, n, hdf5.ErrMalformed)
	}
	b := data[offset:][:size:size]
	if crc32.ChecksumIEEE(b) != f.CRC32 {
		return nil, fmt.Errorf("zip: %s: wrong checksum: %w", f.Name, hdf5.ErrMalformed)
	}
	return b, nil
}

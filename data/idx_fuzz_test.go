package data

import (
	"bytes"
	"compress/gzip"
	"io"
	"slices"
	"testing"
)

// FuzzIDXRoundTrip writes what it makes of the bytes and reads it back, plain
// and gzipped.
func FuzzIDXRoundTrip(f *testing.F) {
	f.Add(uint8(1), uint8(1), uint8(3), []byte{5, 0, 4})
	f.Add(uint8(3), uint8(2), uint8(2), []byte{1, 2, 3, 4, 5, 6, 7, 8})
	f.Add(uint8(8), uint8(1), uint8(0), []byte{})
	packer := gzip.NewWriter(io.Discard) // one for all: a new one costs more than all the rest
	f.Fuzz(func(t *testing.T, rank, height, width uint8, values []byte) {
		// Height and width are the inner dimensions as far as the rank has them;
		// the outermost takes what values there are for it.
		shape := slices.Repeat([]int{1}, 1+int(rank)%maxRank)
		inner := 1
		for i, dimension := range []uint8{width, height} {
			if place := len(shape) - 1 - i; place > 0 {
				shape[place] = int(dimension)
				inner *= int(dimension)
			}
		}
		if inner > 0 {
			shape[0] = len(values) / inner
		}
		want := &Array{Shape: shape, Values: values[:shape[0]*inner]}
		var file bytes.Buffer
		if err := WriteIDX(&file, want); err != nil {
			t.Fatalf("write %v: %v", shape, err)
		}
		var packed bytes.Buffer
		packer.Reset(&packed)
		packer.Write(file.Bytes())
		packer.Close()
		for _, form := range [][]byte{file.Bytes(), packed.Bytes()} {
			got, err := ReadIDX(bytes.NewReader(form))
			if err != nil {
				t.Fatalf("read %v: %v", shape, err)
			}
			if !slices.Equal(got.Shape, want.Shape) || !bytes.Equal(got.Values, want.Values) {
				t.Fatalf("read %v %v, want %v %v", got.Shape, got.Values, want.Shape, want.Values)
			}
		}
	})
}

// FuzzReadIDX reads hostile bytes: an error, or an array that is written as the
// very bytes that were read, decompressed.
func FuzzReadIDX(f *testing.F) {
	images := append(idxHeader(2, 3, 4), make([]byte, 24)...)
	for _, file := range [][]byte{
		images, gzipped(images), idxHeader(1<<30, 1<<30, 16), idxHeader(1<<32 - 1),
		append(gzipped(images[:20]), gzipped(images[20:])...), // two members make one stream (RFC 1952)
	} {
		f.Add(file)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		array, err := ReadIDX(bytes.NewReader(file))
		if err != nil {
			if array != nil {
				t.Fatalf("an array beside error %v", err)
			}
			return
		}
		if bytes.HasPrefix(file, gzipMagic) {
			if file, err = gunzip(file); err != nil {
				t.Fatalf("read what gzip refuses: %v", err)
			}
		}
		var written bytes.Buffer
		if err := WriteIDX(&written, array); err != nil {
			t.Fatalf("write what was read: %v", err)
		}
		if !bytes.Equal(written.Bytes(), file) {
			t.Fatalf("read % x, wrote % x", file, written.Bytes())
		}
	})
}

func gunzip(file []byte) ([]byte, error) {
	content, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(content)
}

package hdf5

import (
	"bytes"
	"compress/zlib"
	"errors"
	"testing"
)

// chunked makes a file with a dataset x in chunks, deflated; each chunk of the
// b-tree has the same bytes.
func chunked(t *testing.T, shape []int, chunk []uint32, stored []byte, offsets [][]uint64) []byte {
	t.Helper()
	w := &writer{b: make([]byte, superblockSize)}
	at := w.put(stored)
	var tree, stores encoder
	tree.text("TREE")
	tree.bytes(1, 0)
	tree.u16(uint16(len(offsets)))
	tree.u64(undefined, undefined)
	for _, o := range append(offsets, make([]uint64, len(shape))) {
		tree.u32(uint32(len(stored)))
		tree.u32(0)
		tree.u64(o...)
		tree.u64(0, at)
	}
	stores.bytes(3, layoutChunked, uint8(len(chunk)+1))
	stores.u64(w.put(tree))
	for _, n := range append(chunk, 4) {
		stores.u32(n)
	}
	x, err := w.header(
		outMessage{kind: messageDataspace, data: dataspace(shape)},
		outMessage{kind: messageDatatype, data: floatType(binary32)},
		outMessage{kind: messageLayout, data: stores},
		outMessage{kind: messageFilters, data: []byte{2, 1, filterDeflate, 0, 0, 0, 0, 0}})
	if err != nil {
		t.Fatal(err)
	}
	root, err := w.header(outMessage{kind: messageSymbolTable, data: w.symbolTable([]link{{"x", x}})})
	if err != nil {
		t.Fatal(err)
	}
	w.superblock(root)
	return w.b
}

// deflated is n zero bytes.
func deflated(n int) []byte {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write(make([]byte, n)) // a buffer never fails
	_ = z.Close()
	return b.Bytes()
}

func TestHostileChunks(t *testing.T) {
	line := func(n int) [][]uint64 {
		offsets := make([][]uint64, n)
		for i := range offsets {
			offsets[i] = []uint64{uint64(i)}
		}
		return offsets
	}
	for _, c := range []struct {
		name    string
		shape   []int
		chunk   []uint32
		stored  []byte
		offsets [][]uint64
		want    error
	}{
		{"good", []int{1000}, []uint32{1000}, deflated(4000), line(1), nil},
		{"too short", []int{1000}, []uint32{1000}, deflated(3999), line(1), ErrMalformed},
		{"too long", []int{1000}, []uint32{1000}, deflated(4001), line(1), ErrMalformed},
		{"bomb", []int{1000}, []uint32{1000}, deflated(16 << 20), line(1), ErrMalformed},
		{"large array", []int{4 << 20}, []uint32{4 << 20}, deflated(16 << 20), line(1), ErrLimit},
		{"large chunk", []int{10}, []uint32{4 << 20}, deflated(16 << 20), line(1), ErrLimit},
		{"large chunks", []int{100}, []uint32{1, 1 << 20}, deflated(4), line(1), ErrMalformed},
		{"chunk of overflowing shape", []int{10, 10, 10}, []uint32{1 << 31, 1 << 31, 1 << 31}, deflated(4), nil, ErrLimit},
		{"chunk of no size", []int{10}, []uint32{0}, deflated(4), line(1), ErrMalformed},
		{"not deflated", []int{10}, []uint32{10}, make([]byte, 40), line(1), ErrMalformed},
		{"missing", []int{2}, []uint32{1}, deflated(4), line(1), ErrUnsupported},
		{"twice", []int{2}, []uint32{1}, deflated(4), [][]uint64{{0}, {0}}, ErrMalformed},
		{"outside", []int{2}, []uint32{1}, deflated(4), [][]uint64{{0}, {2}}, ErrMalformed},
		{"between", []int{4}, []uint32{2}, deflated(8), [][]uint64{{0}, {1}}, ErrMalformed},
		{"a million", []int{1000000}, []uint32{1}, deflated(4), line(1), ErrLimit},
		{"each of a megabyte", []int{2000}, []uint32{1, 1 << 18}, deflated(1 << 20), line(1), ErrMalformed},
		{"overhang", []int{2000, 1}, []uint32{1, 1 << 18}, deflated(1 << 20), [][]uint64{{0, 0}}, ErrLimit},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := chunked(t, c.shape, c.chunk, c.stored, c.offsets)
			if err := guarded(t, data); !errors.Is(err, c.want) {
				t.Errorf("error is %v, want %v", err, c.want)
			}
		})
	}
}

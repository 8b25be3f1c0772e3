package hdf5

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"testing"

	"digits/models/internal/hostile"
	"digits/models/weights"
)

// slack is what the tests allow beyond the size of the file.
const slack = 5 << 20

// readAll reads everything that a file has: what a person's program might do,
// and then some. Groups may form a loop; their depth is bounded here, as it is
// by a path elsewhere.
func readAll(g *Group, depth int) error {
	_, _, err := g.Strings("a")
	if err != nil {
		return err
	}
	for _, name := range g.Names() {
		d, err := g.Dataset(name)
		if err == nil {
			_, err = d.Float32s()
		} else if sub, e := g.Group(name); e == nil && depth > 0 {
			err = readAll(sub, depth-1)
		}
		if err != nil && !errors.Is(err, ErrMissing) {
			return err
		}
	}
	return nil
}

// guarded reads all of a file, within the memory that it may take.
func guarded(t *testing.T, data []byte) error {
	t.Helper()
	return hostile.Bounded(t, data, func(data []byte) error {
		root, err := Open(data, len(data)+slack)
		if err != nil {
			return err
		}
		return readAll(root, 4)
	})
}

// small is a file to be damaged: a group with a dataset x of four values and
// the attribute a, an array of two strings.
func small(t *testing.T) []byte {
	t.Helper()
	tree := &Tree{Attributes: []Attribute{{Name: "a", Values: []string{"first", "second"}}}}
	if err := tree.Put("x", weights.Array{Shape: []int{2, 2}, Values: values(4)}); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if err := Write(&b, tree); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// find returns the place of what occurs once.
func find(t *testing.T, data []byte, what string) int {
	t.Helper()
	if n := bytes.Count(data, []byte(what)); n != 1 {
		t.Fatalf("%q is there %d times", what, n)
	}
	return bytes.Index(data, []byte(what))
}

// put64 writes a number over what is there.
func put64(data []byte, at int, v uint64) { binary.LittleEndian.PutUint64(data[at:], v) }

func TestHostile(t *testing.T) {
	const huge = 1 << 40
	dims := string(binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, 2), 2)) // of x, then the same as maxima
	for _, c := range []struct {
		name   string
		damage func(data []byte) []byte
		want   error
	}{
		{"empty", func([]byte) []byte { return nil }, ErrMalformed},
		{"signature only", func(d []byte) []byte { return d[:8] }, ErrMalformed},
		{"cut short", func(d []byte) []byte { return d[:len(d)-1] }, ErrMalformed},
		{"superblock 3", func(d []byte) []byte { d[8] = 3; return d }, ErrUnsupported},
		{"offsets of 4 bytes", func(d []byte) []byte { d[13] = 4; return d }, ErrUnsupported},
		{"a base address", func(d []byte) []byte { d[24] = 1; return d }, ErrUnsupported},
		{"root nowhere", func(d []byte) []byte { put64(d, 64, huge); return d }, ErrMalformed},
		{"root at the highest address", func(d []byte) []byte { put64(d, 64, math.MaxUint64); return d }, ErrMalformed},
		{"root is the superblock", func(d []byte) []byte { put64(d, 64, 0); return d }, ErrMalformed},
		{"heap of a huge size", func(d []byte) []byte { put64(d, find(t, d, "HEAP")+8, huge); return d }, ErrMalformed},
		{"heap nowhere", func(d []byte) []byte { put64(d, find(t, d, "HEAP")+24, huge); return d }, ErrMalformed},
		{"name beyond the heap", func(d []byte) []byte { put64(d, find(t, d, "SNOD")+8, huge); return d }, ErrMalformed},
		{"names by the thousand", func(d []byte) []byte { d[find(t, d, "SNOD")+7] = 0xff; return d }, ErrMalformed},
		{"b-tree within itself", func(d []byte) []byte {
			at := find(t, d, "TREE")
			d[at+5] = 3
			put64(d, at+32, uint64(at))
			return d
		}, ErrMalformed},
		{"b-tree of 255 levels", func(d []byte) []byte { d[find(t, d, "TREE")+5] = 255; return d }, ErrMalformed},
		{"collection of a huge size", func(d []byte) []byte { put64(d, find(t, d, "GCOL")+8, huge); return d }, ErrMalformed},
		{"collection of no size", func(d []byte) []byte { put64(d, find(t, d, "GCOL")+8, 0); return d }, ErrMalformed},
		{"string of a huge size", func(d []byte) []byte { put64(d, find(t, d, "GCOL")+24, huge); return d }, ErrMalformed},
		{"string not UTF-8", func(d []byte) []byte { d[find(t, d, "first")] = 0xff; return d }, ErrMalformed},
		{"huge dimension", func(d []byte) []byte { put64(d, find(t, d, dims+dims), huge); return d }, ErrLimit},
		{"dimensions that overflow", func(d []byte) []byte {
			put64(d, find(t, d, dims+dims), huge)
			put64(d, bytes.Index(d, []byte(dims))+8, huge)
			return d
		}, ErrLimit},
		{"dimension above int", func(d []byte) []byte { put64(d, find(t, d, dims+dims), math.MaxUint64); return d }, ErrMalformed},
		{"values beyond the end", func(d []byte) []byte { put64(d, find(t, d, dims+dims), 100000); return d }, ErrMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := guarded(t, c.damage(small(t))); !errors.Is(err, c.want) {
				t.Errorf("error is %v, want %v", err, c.want)
			}
		})
	}
}

// headerOf makes a file whose root has one object header of these messages,
// version 1. Addresses in them count from the header's messages on.
func headerOf(messages ...outMessage) (data []byte, body uint64) {
	w := &writer{b: make([]byte, superblockSize)}
	address, err := w.header(messages...)
	if err != nil {
		panic(err)
	}
	w.superblock(address)
	return w.b, address + 16
}

func addresses(v ...uint64) []byte {
	var e encoder
	e.u64(v...)
	return e
}

func TestHeaderLoop(t *testing.T) {
	const body = superblockSize + 16
	data, at := headerOf(outMessage{kind: messageContinuation, data: addresses(body, 24)})
	if at != body {
		t.Fatalf("the messages are at %d, not at %d", at, body)
	}
	if err := guarded(t, data); !errors.Is(err, ErrLimit) {
		t.Errorf("a header that continues with itself: %v, want ErrLimit", err)
	}
	two, _ := headerOf(
		outMessage{kind: messageContinuation, data: addresses(body, 48)},
		outMessage{kind: messageContinuation, data: addresses(body, 48)})
	if err := guarded(t, two); !errors.Is(err, ErrLimit) {
		t.Errorf("a header that continues with itself twice: %v, want ErrLimit", err)
	}
}

// bombs are files in which a little is pointed to very often.
func TestBombs(t *testing.T) {
	t.Run("b-tree", func(t *testing.T) {
		// Each level has 32 times the same child: 32^8 visits.
		w := &writer{b: make([]byte, superblockSize)}
		heap, _ := w.localHeap(nil)
		nodes := w.treeNodes(nil, 0)
		for level := uint8(1); level < 9; level++ {
			same := make([]node, 32)
			for i := range same {
				same[i] = nodes[0]
			}
			nodes = w.treeNodes(same, level)
		}
		root, err := w.header(outMessage{kind: messageSymbolTable, data: addresses(nodes[0].address, heap)})
		if err != nil {
			t.Fatal(err)
		}
		w.superblock(root)
		if err := guarded(t, w.b); !errors.Is(err, ErrLimit) {
			t.Errorf("error is %v, want ErrLimit", err)
		}
	})
	t.Run("strings", func(t *testing.T) {
		// 4000 references to one string of a megabyte.
		long := string(bytes.Repeat([]byte("x"), 1<<20))
		w := &writer{b: make([]byte, superblockSize)}
		values := make([]string, 4000)
		message := w.attribute(Attribute{Name: "a", Values: append(values[:3999:3999], long)})
		reference := message[len(message)-16:]
		for at := len(message) - 4000*16; at < len(message); at += 16 {
			copy(message[at:], reference)
		}
		root, err := w.header(outMessage{kind: messageSymbolTable, data: w.symbolTable(nil)}, outMessage{kind: messageAttribute, data: message})
		if err != nil {
			t.Fatal(err)
		}
		w.superblock(root)
		if err := guarded(t, w.b); !errors.Is(err, ErrLimit) {
			t.Errorf("error is %v, want ErrLimit", err)
		}
	})
	t.Run("arrays", func(t *testing.T) {
		// 1000 names for one array of a megabyte.
		w := &writer{b: make([]byte, superblockSize)}
		x, err := w.dataset(weights.Array{Shape: []int{1 << 18}, Values: make([]float32, 1<<18)})
		if err != nil {
			t.Fatal(err)
		}
		var links []link
		for i := range 1000 {
			links = append(links, link{string(rune('a' + i)), x})
		}
		root, err := w.header(outMessage{kind: messageSymbolTable, data: w.symbolTable(links)})
		if err != nil {
			t.Fatal(err)
		}
		w.superblock(root)
		if err := guarded(t, w.b); !errors.Is(err, ErrLimit) {
			t.Errorf("error is %v, want ErrLimit", err)
		}
	})
}

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

// Damage at every place of real files, one byte at a time.
func TestEveryByte(t *testing.T) {
	for _, name := range []string{"floats.h5", "ordered.h5"} {
		data, err := os.ReadFile("testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for i := range data {
			for _, v := range []byte{0, 0xff} {
				old := data[i]
				data[i] = v
				if root, err := Open(data, len(data)+slack); err == nil {
					_ = readAll(root, 4)
				}
				data[i] = old
			}
		}
	}
}

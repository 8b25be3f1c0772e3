package hdf5

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math"
	"os"
	"testing"

	"digits/internal/hostile"
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
		{"superblock 4", func(d []byte) []byte { d[8] = 4; return d }, ErrUnsupported},
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

// Damage at every place of real files, one byte at a time.
func TestEveryByte(t *testing.T) {
	for _, name := range []string{"floats.h5", "ordered.h5", "small.h5"} {
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

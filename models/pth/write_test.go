package pth

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"digits/models/weights"
)

func mustWrite(t testing.TB, arrays []weights.Array) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, arrays); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// The pickle is PyTorch's own up to the _metadata that it attaches to the dict,
// in files from three to a thousand arrays: opcodes, memo numbers and batches.
func TestWritePicklesAsTorch(t *testing.T) {
	for name, tail := range map[string]string{"torch-named.pth": "}q6X\t\x00\x00\x00_metadata", "odd-many.pth": "."} {
		data := readTestdata(t, name)
		a, err := openArchive(data, newBudget(data))
		if err != nil {
			t.Fatal(err)
		}
		theirs, err := a.read("data.pkl")
		if err != nil {
			t.Fatal(err)
		}
		ours, found := bytes.CutSuffix(pickle(mustRead(t, name).Arrays), []byte("."))
		if !found || !bytes.HasPrefix(theirs, append(ours, tail...)) {
			t.Errorf("%s: got a pickle of %d bytes that is not how PyTorch's %d begin", name, len(ours), len(theirs))
		}
	}
}

// The standard library reads the archive. It has the records of PyTorch 2.15's
// torch-named.pth in their order, stored, each content at a multiple of 64.
func TestWriteArchive(t *testing.T) {
	data := mustWrite(t, mustRead(t, "torch-named.pth").Arrays)
	ours := openZip(t, data)
	theirs := openZip(t, readTestdata(t, "torch-named.pth"))
	if len(ours) != len(theirs) {
		t.Fatalf("got %d records, want %d", len(ours), len(theirs))
	}
	for i, f := range ours {
		want := strings.Replace(theirs[i].Name, "torch-named/", "archive/", 1)
		if f.Name != want || f.Method != zip.Store {
			t.Errorf("record %d: got %s by method %d, want %s stored", i, f.Name, f.Method, want)
		}
		offset, err := f.DataOffset()
		if err != nil || offset%64 != 0 {
			t.Errorf("%s: got offset %d, %v, want a multiple of 64", f.Name, offset, err)
		}
		if i != 0 && !strings.HasSuffix(f.Name, "serialization_id") && !bytes.Equal(unzip(t, f), unzip(t, theirs[i])) {
			t.Errorf("%s: got another content than PyTorch's", f.Name)
		}
	}
}

func openZip(t *testing.T, data []byte) []*zip.File {
	t.Helper()
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return r.File
}

func unzip(t *testing.T, f *zip.File) []byte {
	t.Helper()
	r, err := f.Open()
	if err != nil {
		t.Fatal(err)
	}
	data, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func TestWriteIsReadAndRepeats(t *testing.T) {
	wide := weights.Array{Name: "wide", Shape: []int{300}, Values: make([]float32, 300)}
	for i := range wide.Values {
		wide.Values[i] = float32(i)
	}
	arrays := []weights.Array{
		wide,
		{Name: "größe", Shape: []int{2, 2}, Values: []float32{1, 0x1p-149, float32(math.Inf(-1)), float32(math.NaN())}},
		{Name: "", Shape: []int{}, Values: []float32{3}},
		{Name: "empty", Shape: []int{0, 3}, Values: []float32{}},
		{Name: "deep", Shape: []int{1, 2, 1, 3, 1}, Values: []float32{1, 2, 3, 4, 5, 6}},
	}
	data := mustWrite(t, arrays)
	if !bytes.Equal(data, mustWrite(t, arrays)) {
		t.Error("the same input gave other bytes")
	}
	file, err := Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(arrays, file.Arrays, cmpopts.EquateNaNs()); diff != "" {
		t.Error(diff)
	}
}

// The values are Python's struct.pack of the numbers, behind the opcodes of
// pickletools.py.
func TestNumbers(t *testing.T) {
	for n, want := range map[int]string{
		0:       "K\x00",
		255:     "K\xff",
		256:     "M\x00\x01",
		65535:   "M\xff\xff",
		65536:   "J\x00\x00\x01\x00",
		1 << 31: "\x8a\x08\x00\x00\x00\x80\x00\x00\x00\x00",
	} {
		p := &pickler{}
		p.number(n)
		if string(p.bytes) != want {
			t.Errorf("%d: got %q, want %q", n, p.bytes, want)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	one := weights.Array{Name: "w", Shape: []int{1}, Values: []float32{1}}
	for name, c := range map[string]struct {
		arrays []weights.Array
		want   string
	}{
		"none":       {nil, "got no arrays"},
		"twice":      {[]weights.Array{one, one}, "each once"},
		"not UTF-8":  {[]weights.Array{{Name: "\xff", Shape: []int{0}}}, "UTF-8"},
		"few values": {[]weights.Array{{Name: "w", Shape: []int{2}, Values: []float32{1}}}, "1 values"},
	} {
		t.Run(name, func(t *testing.T) {
			err := Write(&bytes.Buffer{}, c.arrays)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// A disk may be full at any byte.
func TestWriteReportsTheWritersError(t *testing.T) {
	arrays := mustRead(t, "torch-named.pth").Arrays
	size := len(mustWrite(t, arrays))
	for _, limit := range []int{0, 100, size / 2, size - 1} {
		if err := Write(&fullDisk{limit}, arrays); !errors.Is(err, errFull) {
			t.Errorf("full after %d bytes: got %v", limit, err)
		}
	}
	if err := Write(&fullDisk{size}, arrays); err != nil {
		t.Errorf("full after all: got %v", err)
	}
}

var errFull = errors.New("full")

type fullDisk struct{ left int }

func (d *fullDisk) Write(p []byte) (int, error) {
	if len(p) > d.left {
		return 0, errFull
	}
	d.left -= len(p)
	return len(p), nil
}

func TestPaddingAligns(t *testing.T) {
	for offset := range 200 {
		extra := padding(offset)
		if (offset+len(extra))%alignment != 0 || len(extra) > 4+alignment || int(binary.LittleEndian.Uint16(extra[2:])) != len(extra)-4 {
			t.Errorf("offset %d: got %q", offset, extra)
		}
	}
}

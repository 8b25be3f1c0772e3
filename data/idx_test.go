package data

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
)

// idxHeader is the header of unsigned bytes of these dimensions, whether they
// make sense or not.
func idxHeader(dimensions ...uint32) []byte {
	header := []byte{0, 0, 8, byte(len(dimensions))}
	for _, dimension := range dimensions {
		header = binary.BigEndian.AppendUint32(header, dimension)
	}
	return header
}

func gzipped(content []byte) []byte {
	var file bytes.Buffer
	w := gzip.NewWriter(&file)
	w.Write(content)
	w.Close()
	return file.Bytes()
}

// The bytes are written out by hand after the format's description: magic
// 0x0801 for labels, 0x0803 for images, then big-endian sizes.
func TestIDXFormat(t *testing.T) {
	for _, test := range []struct {
		name  string
		file  string
		array Array
	}{
		{"labels", "\x00\x00\x08\x01\x00\x00\x00\x03\x05\x00\x04", Array{[]int{3}, []byte{5, 0, 4}}},
		{
			"images", "\x00\x00\x08\x03\x00\x00\x00\x02\x00\x00\x00\x01\x00\x00\x00\x02\xff\x01\x02\x03",
			Array{[]int{2, 1, 2}, []byte{255, 1, 2, 3}},
		},
		{"none", "\x00\x00\x08\x01\x00\x00\x00\x00", Array{[]int{0}, nil}},
	} {
		var written bytes.Buffer
		if err := WriteIDX(&written, &test.array); err != nil || written.String() != test.file {
			t.Errorf("%s: wrote %q, want %q; error %v", test.name, &written, test.file, err)
		}
		for form, file := range map[string]io.Reader{
			"plain":       strings.NewReader(test.file),
			"gzip":        bytes.NewReader(gzipped([]byte(test.file))),
			"byte a read": iotest.OneByteReader(strings.NewReader(test.file)),
		} {
			got, err := ReadIDX(file)
			if err != nil {
				t.Errorf("%s, %s: %v", test.name, form, err)
			} else if !slices.Equal(got.Shape, test.array.Shape) || !bytes.Equal(got.Values, test.array.Values) {
				t.Errorf("%s, %s: got %v, want %v", test.name, form, got, test.array)
			}
		}
	}
}

func TestReadIDXRefuses(t *testing.T) {
	images := append(idxHeader(2, 3, 4), make([]byte, 24)...)
	zipped := gzipped(images)
	checksum := slices.Clone(zipped)
	checksum[len(checksum)-8]++ // the CRC-32 is 8 bytes before the end (RFC 1952)
	block := slices.Clone(zipped)
	block[10] |= 0x06 // after the 10 bytes of header: block type 3 is reserved (RFC 1951)
	float := slices.Clone(images)
	float[2] = 0x0d
	for _, test := range []struct {
		name string
		file []byte
		kind error
		says string
	}{
		{"empty", nil, ErrTruncated, "byte 0"},
		{"magic cut", images[:3], ErrTruncated, "byte 3"},
		{"header cut", images[:9], ErrTruncated, "byte 9"},
		{"no values", images[:16], ErrTruncated, "promises 24 values, got 0"},
		{"values cut", images[:39], ErrTruncated, "byte 39"},
		{"padded", append(slices.Clone(images), 0), ErrTrailing, "byte 40"},
		{"text", []byte("<html>Moved</html>"), ErrMagic, "3c 68 74 6d"},
		{"little-endian magic", []byte{3, 8, 0, 0, 0, 0, 0, 1}, ErrMagic, "03 08 00 00"},
		{"floats", float, ErrMagic, "type 0d"},
		{"rank 0", []byte{0, 0, 8, 0, 1}, ErrMagic, "rank"},
		{"rank 9", append([]byte{0, 0, 8, 9}, make([]byte, 36)...), ErrMagic, "rank"},
		{"negative", idxHeader(2, math.MaxUint32, 1), ErrDimension, "dimension 1 is -1"},
		{"most negative", idxHeader(1 << 31), ErrDimension, "dimension 0 is -2147483648"},
		{"a byte too large", idxHeader(1<<30 + 1), ErrTooLarge, "1073741825"},
		{"product beyond 32 bits", idxHeader(1<<16, 1<<15, 2), ErrTooLarge, "65536 32768 2"},
		{"product 0 modulo 2^64", idxHeader(1<<30, 1<<30, 16), ErrTooLarge, "1073741824"},
		{"gzip: magic only", zipped[:2], ErrTruncated, "byte 0"},
		{"gzip: header cut", zipped[:9], ErrTruncated, "byte 0"},
		{"gzip: values cut", zipped[:12], ErrTruncated, "again"},
		{"gzip: trailer cut", zipped[:len(zipped)-3], ErrTruncated, "byte 40"},
		{"gzip: checksum", checksum, ErrGzip, "invalid checksum"},
		{"gzip: block type", block, ErrGzip, "corrupt"},
		{"gzip: method", []byte("\x1f\x8b\x07\x00\x00\x00\x00\x00\x00\x03"), ErrGzip, "invalid header"},
		{"gzip: padded inside", gzipped(append(slices.Clone(images), 0)), ErrTrailing, "byte 40"},
		{"gzip: padded outside", append(slices.Clone(zipped), make([]byte, 512)...), ErrTrailing, "byte 40"},
		{"gzip in gzip", gzipped(zipped), ErrMagic, "1f 8b"},
	} {
		array, err := ReadIDX(bytes.NewReader(test.file))
		if !errors.Is(err, test.kind) || !strings.Contains(fmt.Sprint(err), test.says) {
			t.Errorf("%s: got error %v, want %q and %q", test.name, err, test.kind, test.says)
		}
		if array != nil || strings.Contains(fmt.Sprint(err), "\n") {
			t.Errorf("%s: got array %v, error %q", test.name, array, err)
		}
	}
}

func TestReadIDXKeepsReadErrors(t *testing.T) {
	broken := errors.New("disk on fire")
	start := bytes.NewReader(idxHeader(100))
	if _, err := ReadIDX(io.MultiReader(start, iotest.ErrReader(broken))); !errors.Is(err, broken) {
		t.Errorf("got %v, want %v", err, broken)
	}
}

// A file costs memory for what it holds, not for what it promises, and what it
// holds is unpacked no further than it promises.
func TestReadIDXMemory(t *testing.T) {
	const gigabyte = 1 << 30
	zeros := make([]byte, 4<<20)
	for _, test := range []struct {
		name  string
		file  []byte
		kind  error
		bound uint64
	}{
		// The buffers of bufio (64 KiB) and gzip (about 50 KiB), the first 64 KiB.
		{"promise of 1 GiB, 10 bytes", append(idxHeader(gigabyte), zeros[:10]...), ErrTruncated, 256 << 10},
		{"gzipped", gzipped(append(idxHeader(gigabyte), zeros[:10]...)), ErrTruncated, 256 << 10},
		{"promise of 4 GiB", gzipped(append(idxHeader(1<<16, 1<<8, 1<<8), zeros[:10]...)), ErrTooLarge, 256 << 10},
		{"bomb of 4 MiB, promise of 24", gzipped(append(idxHeader(2, 3, 4), zeros...)), ErrTrailing, 256 << 10},
		// 1/4 + 1/16 + ... of a buffer no larger than 4 times the content.
		{"promise of 1 GiB, 1 MiB", append(idxHeader(gigabyte), zeros[:1<<20]...), ErrTruncated, 6 << 20},
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := ReadIDX(bytes.NewReader(test.file))
		runtime.ReadMemStats(&after)
		if !errors.Is(err, test.kind) {
			t.Errorf("%s: got error %v, want %v", test.name, err, test.kind)
		}
		allocated := after.TotalAlloc - before.TotalAlloc
		t.Logf("%s: %d KiB allocated", test.name, allocated>>10)
		if allocated > test.bound {
			t.Errorf("%s: allocated %d bytes, want at most %d", test.name, allocated, test.bound)
		}
	}
}

func TestWriteIDXRefuses(t *testing.T) {
	for _, test := range []struct {
		name  string
		array Array
		kind  error
	}{
		{"zero value", Array{}, ErrDimension},
		{"rank 9", Array{[]int{1, 1, 1, 1, 1, 1, 1, 1, 1}, []byte{1}}, ErrDimension},
		{"negative", Array{[]int{-1, -1}, []byte{1}}, ErrDimension},
		{"too few values", Array{[]int{2, 2}, []byte{1, 2, 3}}, ErrDimension},
		{"too many values", Array{[]int{2}, []byte{1, 2, 3}}, ErrDimension},
		{"too large", Array{[]int{1 << 16, 1 << 16}, nil}, ErrTooLarge},
	} {
		var written bytes.Buffer
		if err := WriteIDX(&written, &test.array); !errors.Is(err, test.kind) || written.Len() > 0 {
			t.Errorf("%s: got error %v, want %v; wrote %d bytes", test.name, err, test.kind, written.Len())
		}
	}
}

func TestWriteIDXKeepsWriteErrors(t *testing.T) {
	reader, writer := io.Pipe()
	reader.Close()
	err := WriteIDX(writer, &Array{Shape: []int{1}, Values: []byte{1}})
	if !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("got %v, want %v", err, io.ErrClosedPipe)
	}
}

func ExampleWriteIDX() {
	images := &Array{Shape: []int{2, 2, 2}, Values: []byte{0, 255, 255, 0, 9, 8, 7, 6}}
	var file bytes.Buffer
	if err := WriteIDX(&file, images); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("% x\n", file.Bytes())
	again, err := ReadIDX(&file)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(again.Shape, again.Values)
	// Output:
	// 00 00 08 03 00 00 00 02 00 00 00 02 00 00 00 02 00 ff ff 00 09 08 07 06
	// [2 2 2] [0 255 255 0 9 8 7 6]
}

package pth

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"strings"
	"testing"

	"digits/internal/hostile"
)

// writable is an archive of "w" and one storage, without the data descriptors
// that would hide the local header's sizes, and the offsets to change it at.
func writable(t *testing.T) (data []byte, storage, directory, end int) {
	t.Helper()
	data = mustWrite(t, mustRead(t, "torch-named.pth").Arrays)
	storage = bytes.Index(data, []byte("archive/data/0")) - localLength
	directory = bytes.Index(data, []byte(directorySignature))
	end = bytes.LastIndex(data, []byte(endSignature))
	// The directory's entry of the storage.
	directory = bytes.Index(data[directory:], []byte("archive/data/0")) + directory - directoryLength
	return data, storage, directory, end
}

func TestReadRefusesHostileArchives(t *testing.T) {
	good, storage, directory, end := writable(t)
	if _, err := Read(good); err != nil {
		t.Fatal(err)
	}
	long := bytes.Repeat([]byte{0xff}, 4)
	for name, c := range map[string]struct {
		at      int
		content []byte
		want    string
	}{
		"no end":                 {end, []byte("no"), "no end of the directory"},
		"other disk":             {end + 4, []byte{1}, "inside"},
		"65535 entries":          {end + 10, long[:2], "more than 65534 entries"},
		"more entries":           {end + 10, []byte{200, 0}, "inside"},
		"fewer entries":          {end + 10, []byte{1, 0}, "more bytes, want entries alone"},
		"no entries":             {end + 10, []byte{0, 0}, "directory of 0 entries"},
		"directory too long":     {end + 12, long, "inside"},
		"directory at the end":   {end + 16, long, "inside"},
		"directory elsewhere":    {end + 16, []byte{0, 0, 0, 0}, "damaged directory"},
		"entry without its sign": {directory, []byte("no"), "damaged directory"},
		"name too long":          {directory + 28, long[:2], "damaged directory"},
		"comment too long":       {directory + 32, long[:2], "damaged directory"},
		"encrypted":              {directory + 8, []byte{1}, "encrypted"},
		"unknown method":         {directory + 10, []byte{12}, "method 12"},
		"deflated":               {directory + 10, []byte{8}, "differs"},
		"packed to more":         {directory + 20, long, "inside the file"},
		"packed to less":         {directory + 20, []byte{0, 0}, "differs"},
		"size of 4 GiB":          {directory + 24, long, "differs"},
		"checksum":               {directory + 16, []byte{1, 2, 3, 4}, "checksum"},
		"header at the end":      {directory + 42, long, "no local header"},
		"header elsewhere":       {directory + 42, []byte{1, 0, 0, 0}, "no local header"},
		"header of another":      {directory + 42, []byte{0, 0, 0, 0}, "differs"},
		"other name":             {storage + localLength, []byte("b"), "differs"},
		"local name too long":    {storage + 26, long[:2], "inside the file"},
		"local size":             {storage + 22, []byte{1}, "differs"},
		"local method":           {storage + 8, []byte{8}, "differs"},
		"content":                {(storage + 127) / 64 * 64, []byte{1, 2, 3, 4}, "checksum"},
		"name of another":        {directory + directoryLength + len("archive/data/"), []byte("1"), "twice"},
		"name of none":           {directory + directoryLength + len("archive/data/"), []byte("x"), `no "data/0"`},
	} {
		t.Run(name, func(t *testing.T) {
			data := bytes.Clone(good)
			copy(data[c.at:], c.content)
			err := hostile.Refused(t, data, func(data []byte) error { _, err := Read(data); return err })
			if err != nil && (!strings.Contains(err.Error(), c.want) || !errors.Is(err, ErrFormat)) {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// A deflated entry that is shorter or longer than the directory says.
func TestReadRefusesWrongSizeDeflated(t *testing.T) {
	good := zipped(zip.Deflate, stateDict(text("w"), vector(16)), make([]byte, 64))
	size := bytes.LastIndex(good, []byte("archive/data/0")) - directoryLength + 24
	for n, want := range map[byte]string{63: "more than 63 bytes", 65: "unexpected EOF", 0: "more than 0"} {
		data := bytes.Clone(good)
		data[size] = n
		if _, err := Read(data); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), want) {
			t.Errorf("size %d: got %v, want %q", n, err, want)
		}
	}
}

// A directory of entries alone, which would be objects of several times its
// length, and many storages in the same bytes.
func TestReadHugeDirectory(t *testing.T) {
	const count = 65534
	entry := append([]byte(directorySignature), make([]byte, directoryLength-4)...)
	data := []byte(localSignature)
	for i := range count {
		e := bytes.Clone(entry)
		e[28] = 4
		data = append(append(data, e...), byte(i), byte(i>>8), byte(i>>16), '/')
	}
	size := len(data) - 4
	data = append(data, endSignature...)
	data = append(data, 0, 0, 0, 0)
	data = binary.LittleEndian.AppendUint16(data, count)
	data = binary.LittleEndian.AppendUint16(data, count)
	data = binary.LittleEndian.AppendUint32(data, uint32(size))
	data = append(binary.LittleEndian.AppendUint32(data, 4), 0, 0)
	err := hostile.Refused(t, data, func(data []byte) error { _, err := Read(data); return err })
	if err == nil || !strings.Contains(err.Error(), `no "data.pkl"`) {
		t.Errorf("got %v, want the directory read and no data.pkl in it", err)
	}
}

// A storage whose bytes are the header and the content of another: however
// often that is nested, no more than the file is checked.
func TestReadRefusesOverlap(t *testing.T) {
	vectorOf := func(key string, n int) string {
		return tensorOf(storageOf("FloatStorage", key, n), 0, ")", ")")
	}
	name, zeros := "archive/data/1", make([]byte, 4096)
	header := localHeader(t, archived("", nil, zeros), name)
	outer := append(header, zeros...)
	program := stateDict(text("v"), vectorOf("0", len(outer)/4), text("w"), vectorOf("1", len(zeros)/4))
	data := archived(program, outer, nil)
	entry := data[bytes.LastIndex(data, []byte(name))-directoryLength:]
	little.PutUint32(entry[16:], crc32.ChecksumIEEE(zeros))
	little.PutUint32(entry[20:], uint32(len(zeros)))
	little.PutUint32(entry[24:], uint32(len(zeros)))
	little.PutUint32(entry[42:], uint32(bytes.Index(data, header)))
	if _, err := Read(data); !errors.Is(err, ErrFormat) || !strings.Contains(err.Error(), "overlap") {
		t.Errorf("got %v, want the overlap", err)
	}
}

// localHeader is that of an entry, padded to a multiple of 4 bytes.
func localHeader(t *testing.T, data []byte, name string) []byte {
	t.Helper()
	start := bytes.Index(data, []byte(name)) - localLength
	header := bytes.Clone(data[start : start+localLength+len(name)])
	for len(header)%4 != 0 {
		header = append(header, 0)
		header[28]++
	}
	return header
}

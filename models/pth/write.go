package pth

import (
	"archive/zip"
	"bytes"
	"fmt"
	"hash/crc32"
	"hash/fnv"
	"io"
	"strconv"
	"unicode/utf8"

	"digits/models/dtype"
	"digits/models/weights"
)

// record is one entry of the archive.
type record struct {
	name    string
	content []byte
}

// prefix is what torch.save calls an archive that it does not save by name.
const prefix = "archive/"

// alignment of the contents in the file, as .storage_alignment says, so that
// PyTorch can map storages into memory.
const alignment = 64

// Write writes arrays as float32 in the zip format, an OrderedDict in the order
// given. PyTorch reads it with torch.load(path, weights_only=True). The same
// input gives the same bytes.
func Write(w io.Writer, arrays []weights.Array) error { return WriteWith(w, arrays, nil) }

// recordName is that of the record in the archive, recordMark what tells its content.
const (
	recordName = "digits.json"
	recordMark = `"format":"digits `
)

// WriteWith is Write with a record beside the state dict, nil for none, which PyTorch
// does not read, and Read returns: a JSON object of texts, with a format that begins with
// digits.
func WriteWith(w io.Writer, arrays []weights.Array, about []byte) error {
	if err := checkWritable(arrays); err != nil {
		return err
	}
	records := []record{
		{"data.pkl", pickle(arrays)},
		{".format_version", []byte("1")},
		{".storage_alignment", []byte(strconv.Itoa(alignment))},
		{"byteorder", []byte("little")},
	}
	for i, a := range arrays {
		content := dtype.Encode(make([]byte, 0, 4*len(a.Values)), a.Values)
		records = append(records, record{"data/" + strconv.Itoa(i), content})
	}
	if about != nil {
		records = append(records, record{recordName, about})
	}
	records = append(records, record{"version", []byte("3\n")})
	records = append(records, record{".data/serialization_id", serializationID(records)})
	if err := writeRecords(w, records); err != nil {
		return fmt.Errorf("pth: write: %w", err)
	}
	return nil
}

func checkWritable(arrays []weights.Array) error {
	if len(arrays) == 0 {
		return fmt.Errorf("pth: write: got no arrays, want at least one")
	}
	seen := map[string]bool{}
	for _, a := range arrays {
		if seen[a.Name] || !utf8.ValidString(a.Name) {
			return fmt.Errorf("pth: write: got the name %q, want each once, as UTF-8: rename the array", a.Name)
		}
		seen[a.Name] = true
		if err := a.Check(); err != nil {
			return fmt.Errorf("pth: write: %w", err)
		}
	}
	return nil
}

// serializationID is 20 digits from the names and 20 from the contents, as in
// PyTorch's files. PyTorch takes hashes that its standard library happens to
// have, and reads the number for its own statistics alone.
func serializationID(records []record) []byte {
	names, contents := fnv.New64a(), fnv.New64a()
	for _, r := range records {
		names.Write([]byte(r.name))
		contents.Write(little.AppendUint32(nil, crc32.ChecksumIEEE(r.content)))
	}
	return fmt.Appendf(nil, "%020d%020d", names.Sum64(), contents.Sum64())
}

func writeRecords(w io.Writer, records []record) error {
	counter := &offsetWriter{w: w}
	archive := zip.NewWriter(counter)
	for _, r := range records {
		// What precedes must have arrived, for its end to be known.
		if err := archive.Flush(); err != nil {
			return err
		}
		header := &zip.FileHeader{
			Name:               prefix + r.name,
			Method:             zip.Store,
			CRC32:              crc32.ChecksumIEEE(r.content),
			CompressedSize64:   uint64(len(r.content)),
			UncompressedSize64: uint64(len(r.content)),
		}
		header.Extra = padding(counter.offset + localLength + len(header.Name))
		content, err := archive.CreateRaw(header)
		if err != nil {
			return err
		}
		if _, err := content.Write(r.content); err != nil {
			return err
		}
	}
	return archive.Close()
}

// padding is the extra field, in PyTorch's form, that moves what follows it
// from offset to the next multiple of the alignment.
func padding(offset int) []byte {
	const header = 4 // "FB" and the length of what follows
	n := (alignment - (offset+header)%alignment) % alignment
	return append([]byte{'F', 'B', byte(n), 0}, bytes.Repeat([]byte{'Z'}, n)...)
}

type offsetWriter struct {
	w      io.Writer
	offset int
}

func (o *offsetWriter) Write(p []byte) (int, error) {
	n, err := o.w.Write(p)
	o.offset += n
	return n, err
}

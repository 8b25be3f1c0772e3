package tensorboard

import (
	"encoding/binary"
	"hash/crc32"
	"io"
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// writeRecord writes a record as TensorFlow's TFRecord files have it: its length
// and the masked checksum of that, the content and its masked checksum
// (tensorflow/core/lib/io/record_writer.h).
func writeRecord(w io.Writer, content []byte) error {
	b := binary.LittleEndian.AppendUint64(make([]byte, 0, len(content)+16), uint64(len(content)))
	b = binary.LittleEndian.AppendUint32(b, masked(b))
	b = append(b, content...)
	b = binary.LittleEndian.AppendUint32(b, masked(content))
	_, err := w.Write(b)
	return err
}

// masked is a CRC-32C, turned and shifted so that checksums of checksums are no
// danger.
func masked(b []byte) uint32 {
	const delta = 0xa282ead8
	crc := crc32.Checksum(b, castagnoli)
	return (crc>>15 | crc<<17) + delta
}

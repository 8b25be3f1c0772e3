package picture

import (
	"bytes"
	"encoding/binary"
)

// directory is the first one of a TIFF, which EXIF uses too: entries of 12 bytes.
type directory struct {
	file    []byte
	order   binary.ByteOrder
	entries []byte
}

func directoryOf(file []byte) directory {
	d := directory{file: file, order: binary.BigEndian}
	if bytes.HasPrefix(file, []byte("II")) {
		d.order = binary.LittleEndian
	}
	if len(file) < 8 {
		return d
	}
	if at := int(d.order.Uint32(file[4:])); at >= 8 && at <= len(file)-2 {
		d.entries = file[at+2:]
		if all := 12 * int(d.order.Uint16(file[at:])); all < len(d.entries) {
			d.entries = d.entries[:all]
		}
	}
	return d
}

// value returns the first number of a tag, of 8, 16 or 32 bits, 0 if there is none.
func (d directory) value(tag int) int {
	for e := d.entries; len(e) >= 12; e = e[12:] {
		if int(d.order.Uint16(e)) != tag {
			continue
		}
		size := map[uint16]int{1: 1, 3: 2, 4: 4}[d.order.Uint16(e[2:])]
		count := int(d.order.Uint32(e[4:]))
		from := e[8:12]
		if size*count > 4 { // they stand elsewhere
			at := int(d.order.Uint32(from))
			if at > len(d.file)-size {
				return 0
			}
			from = d.file[at:]
		}
		switch {
		case count == 0:
			return 0
		case size == 1:
			return int(from[0])
		case size == 2:
			return int(d.order.Uint16(from))
		case size == 4:
			return int(d.order.Uint32(from))
		}
		return 0
	}
	return 0
}

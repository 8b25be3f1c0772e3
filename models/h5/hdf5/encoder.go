package hdf5

import "encoding/binary"

// encoder appends little-endian numbers: cursor's counterpart.
type encoder []byte

func (e *encoder) bytes(b ...byte) { *e = append(*e, b...) }
func (e *encoder) text(s string)   { *e = append(*e, s...) }
func (e *encoder) u16(v uint16)    { *e = binary.LittleEndian.AppendUint16(*e, v) }
func (e *encoder) u32(v uint32)    { *e = binary.LittleEndian.AppendUint32(*e, v) }
func (e *encoder) u64(vs ...uint64) {
	for _, v := range vs {
		*e = binary.LittleEndian.AppendUint64(*e, v)
	}
}

// align pads with zeros to a multiple of 8.
func (e *encoder) align() {
	for len(*e)%8 != 0 {
		*e = append(*e, 0)
	}
}

// padTo pads with zeros to a length.
func (e *encoder) padTo(n int) { *e = append(*e, make([]byte, max(n-len(*e), 0))...) }

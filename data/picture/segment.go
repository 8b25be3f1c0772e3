package picture

import (
	"encoding/binary"
	"iter"
)

// Markers of a JPEG (ITU-T T.81, table B.1).
const (
	sof0, sof2 = 0xc0, 0xc2 // frames: baseline to progressive
	rst0, rst7 = 0xd0, 0xd7 // restarts, without a segment
	eoi, sos   = 0xd9, 0xda // end of the image, start of a scan
	app0       = 0xe0
	app1       = 0xe1
	app14      = 0xee
)

// segments yields a JPEG's markers and what their segments hold. Like its decoder,
// it goes over bytes that belong to none, and over scans.
func segments(file []byte) iter.Seq2[byte, []byte] {
	return func(yield func(byte, []byte) bool) {
		for at := 2; at+1 < len(file); {
			marker := file[at+1]
			if file[at] != 0xff || marker == 0xff { // junk or a scan; fill bytes
				at++
				continue
			}
			at += 2
			if marker == 0 || rst0 <= marker && marker <= rst7 {
				continue
			}
			if marker == eoi || at+2 > len(file) {
				return
			}
			size := int(binary.BigEndian.Uint16(file[at:]))
			if size < 2 || at+size > len(file) || !yield(marker, file[at+2:at+size]) {
				return
			}
			at += size
		}
	}
}

package data

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"math"
	"slices"
)

// SHA256 returns the checksum of sets, in hexadecimal: of their sizes, examples,
// labels and targets, whatever their names and those of their classes.
func SHA256(sets ...*Set) string {
	h := sha256.New()
	for _, s := range sets {
		fmt.Fprintf(h, "%d images, %d x %d, %d classes\n", s.Len(), s.Height, s.Width, s.Classes)
		h.Write(s.Pixels)
		if s.Values != nil {
			io.WriteString(h, "values\n")
			writeFloats(h, s.Values)
		}
		h.Write(s.Labels)
		if s.Outputs > 0 {
			fmt.Fprintf(h, "%d outputs\n", s.Outputs)
			writeFloats(h, s.Targets)
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// writeFloats writes numbers as their IEEE 754 bits, little-endian.
func writeFloats(w io.Writer, values []float32) {
	buffer := make([]byte, 0, sumPiece)
	for piece := range slices.Chunk(values, sumPiece/4) {
		buffer = buffer[:0]
		for _, v := range piece {
			buffer = binary.LittleEndian.AppendUint32(buffer, math.Float32bits(v))
		}
		w.Write(buffer)
	}
}

// MNISTSum is SHA256 of MNIST's two sets.
const MNISTSum = "3550edf7891f4e0ca558866387b23b7281e9825f31d8bf896017319696430713"

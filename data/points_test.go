package data

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"testing/iotest"
)

// The pieces are what the whole file is, by the published sum of its content;
// a file that differs in any piece is left to the ordinary reader.
func TestUnpackTrainImages(t *testing.T) {
	packed, err := os.ReadFile(filepath.Join(moduleFolder(), partNames[trainImages]+".gz"))
	if err != nil {
		t.Skip("MNIST's module is not in the module cache: ", err)
	}
	content := unpackTrainImages(packed, summing(packed))
	if got, want := hexSum(content), mnistSums[trainImages].plain; got != want {
		t.Fatalf("SHA-256 of the %d bytes of content is %s, want %s", len(content), got, want)
	}
	for _, p := range points {
		other := slices.Clone(packed)
		other[p.bit/8+1000] ^= 1
		if content := unpackTrainImages(other, summing(other)); content != nil {
			t.Errorf("another file, from bit %d: got content", p.bit)
		}
	}
	if content := unpackTrainImages(packed[1:], summing(packed[1:])); content != nil {
		t.Error("a shorter file: got content")
	}
}

// The reference takes one bit at a time, lowest first.
func TestBitReader(t *testing.T) {
	file := make([]byte, 100)
	for i := range file {
		file[i] = byte(i * i)
	}
	for skip := range 8 {
		want := make([]byte, len(file))
		for bit := skip; bit < 8*len(file); bit++ {
			want[(bit-skip)/8] |= file[bit/8] >> (bit % 8) & 1 << ((bit - skip) % 8)
		}
		for name, r := range map[string]io.Reader{
			"whole":       &bitReader{left: file, skip: skip},
			"halves":      iotest.HalfReader(&bitReader{left: file, skip: skip}),
			"byte a read": iotest.OneByteReader(&bitReader{left: file, skip: skip}),
		} {
			if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, want) {
				t.Errorf("from bit %d, %s: got % x, error %v, want % x", skip, name, got, err, want)
			}
		}
	}
}

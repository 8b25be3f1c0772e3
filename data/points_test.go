package data

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
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
		other[p.packed+1000] ^= 1
		if content := unpackTrainImages(other, summing(other)); content != nil {
			t.Errorf("another file, from byte %d: got content", p.packed)
		}
	}
	if content := unpackTrainImages(packed[1:], summing(packed[1:])); content != nil {
		t.Error("a shorter file: got content")
	}
}

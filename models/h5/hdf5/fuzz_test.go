package hdf5

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/models/weights"
)

// FuzzMutation reads whatever comes: no panic, no loop, no memory beyond the
// limit. It begins with the files of h5py.
func FuzzMutation(f *testing.F) {
	paths, err := filepath.Glob("testdata/*.h5")
	if err != nil || len(paths) == 0 {
		f.Fatalf("testdata: %d files, %v", len(paths), err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		if len(data) < 32<<10 { // larger ones make the mutator slow
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) { _ = guarded(t, data) })
}

// FuzzRoundTrip writes trees made of the input and reads them back.
func FuzzRoundTrip(f *testing.F) {
	f.Add("a b/c", "text\nsecond", uint16(3), uint16(4), []byte{1, 2, 3})
	f.Add("x x x", "", uint16(0), uint16(1), []byte{})
	f.Fuzz(func(t *testing.T, paths, texts string, rows, columns uint16, content []byte) {
		paths, texts = strings.ToValidUTF8(paths, "?"), strings.ToValidUTF8(texts, "?")
		texts = strings.ReplaceAll(texts, "\x00", "0")
		list := strings.Split(texts, "\n")
		tree := &Tree{Attributes: []Attribute{
			{Name: "text", Values: list[:1], Scalar: true, UTF8: true},
			{Name: "list", Values: list},
		}}
		if 2*len(texts) < 60000/len(list) {
			tree.Attributes = append(tree.Attributes, Attribute{Name: "fixed", Values: list, Fixed: true})
		}
		shape := []int{int(rows % 64), int(columns % 64)}
		values := make([]float32, shape[0]*shape[1])
		for i := range values {
			if len(content) > 0 {
				values[i] = float32(content[i%len(content)]) - 128
			}
		}
		for _, path := range strings.Split(paths, " ") {
			_ = tree.Put(path, weights.Array{Shape: shape, Values: values}) // names that clash are left out
		}
		if len(list) < 4000 {
			same(t, write(t, tree), tree)
		}
	})
}

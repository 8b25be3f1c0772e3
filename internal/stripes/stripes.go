// Package stripes makes small data sets for tests: noisy images with a bright
// stripe whose height tells the class.
package stripes

import (
	"bytes"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"digits/data"
)

// Set says how large the images are, how many classes there are, and how many
// images to train and to test with. The classes take turns.
type Set struct{ Side, Classes, Train, Test int }

// Folder writes the set as the four IDX files of a folder and returns its path,
// whose last part is "stripes". One set is always the same.
func Folder(t testing.TB, s Set) string {
	t.Helper()
	folder := filepath.Join(t.TempDir(), "stripes")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 1))
	s.write(t, r, filepath.Join(folder, "train"), s.Train)
	s.write(t, r, filepath.Join(folder, "t10k"), s.Test)
	return folder
}

func (s Set) write(t testing.TB, r *rand.Rand, prefix string, n int) {
	t.Helper()
	pixels, labels := make([]byte, 0, n*s.Side*s.Side), make([]byte, n)
	for i := range labels {
		labels[i] = byte(i % s.Classes)
		for p := range s.Side * s.Side {
			v := r.IntN(100)
			if p/s.Side*s.Classes/s.Side == i%s.Classes {
				v += 150
			}
			pixels = append(pixels, byte(v))
		}
	}
	writeIDX(t, prefix+"-images-idx3-ubyte", []int{n, s.Side, s.Side}, pixels)
	writeIDX(t, prefix+"-labels-idx1-ubyte", []int{n}, labels)
}

func writeIDX(t testing.TB, path string, shape []int, content []byte) {
	t.Helper()
	var b bytes.Buffer
	if err := data.WriteIDX(&b, &data.Array{Shape: shape, Values: content}); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}

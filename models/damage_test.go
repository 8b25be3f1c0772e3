package models

import (
	"bytes"
	"os"
	"slices"
	"strings"
	"testing"

	"digits/graph"
)

// least is a model of 2 x 2 pixels, two units and two classes.
func least(t testing.TB) *Model {
	t.Helper()
	r := KerasSmall
	r.Layers = slices.Clone(r.Layers)
	for i, layer := range r.Layers {
		if d, ok := layer.(graph.Dense); ok {
			d.Units = 2
			r.Layers[i] = d
		}
	}
	m, err := New(r, 2, 2, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	m.Last = map[string]string{"loss": "0.5"}
	return m
}

// meaning is all that a file says, as the bytes of one that keeps everything.
func meaning(t testing.TB, m *Model) []byte {
	t.Helper()
	m.Assumed = nil
	var b bytes.Buffer
	if err := m.Write(&b, ".safetensors"); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// No file of ours with a bit that is not its own is taken for another model: it is
// refused, or says the same. With DIGITS_EVERY_BIT=1 each of the 370,000 bits is tried.
func TestDamageIsFound(t *testing.T) {
	for _, extension := range []string{".safetensors", ".h5", ".weights.h5", ".keras", ".pth", ".onnx"} {
		t.Run(strings.TrimPrefix(extension, "."), func(t *testing.T) {
			t.Parallel()
			var b bytes.Buffer
			if err := least(t).Write(&b, extension); err != nil {
				t.Fatal(err)
			}
			file := b.Bytes()
			m, err := Read(file)
			if err != nil {
				t.Fatal(err)
			}
			want := meaning(t, m)
			refused, equal, step := 0, 0, 1
			if os.Getenv("DIGITS_EVERY_BIT") == "" {
				step = 29 // no byte twice in a row, and every bit of some
			}
			for bit := 0; bit < 8*len(file); bit += step {
				file[bit/8] ^= 1 << (bit % 8)
				m, err := Read(file)
				file[bit/8] ^= 1 << (bit % 8)
				switch {
				case err != nil:
					refused++
				case bytes.Equal(meaning(t, m), want):
					equal++
				default:
					t.Errorf("bit %d of byte %d: accepted as another model", bit%8, bit/8)
				}
			}
			t.Logf("%d bytes: %d flips refused, %d say the same", len(file), refused, equal)
		})
	}
}

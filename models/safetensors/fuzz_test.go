package safetensors

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"digits/internal/hostile"
	"digits/models/dtype"
	"digits/models/seal"
	"digits/models/weights"
)

// FuzzRead mutates real files: whatever is accepted must agree with its own
// shapes, and within bounds.
func FuzzRead(f *testing.F) {
	f.Add(readFile(f, "odd.safetensors"))
	f.Add(file("{"+tensor("a", "F32", "[2]", 0, 8)+","+tensor("b", "F16", "[]", 8, 10)+"}", 10))
	f.Fuzz(func(t *testing.T, data []byte) {
		var arrays []weights.Array
		err := hostile.Bounded(t, data, func(data []byte) (err error) {
			arrays, _, err = Read(data)
			return err
		})
		if err != nil {
			return
		}
		for _, a := range arrays {
			size := 1
			for _, d := range a.Shape {
				size *= d
			}
			if size != len(a.Values) {
				t.Errorf("%s: got %d values for shape %v", a.Name, len(a.Values), a.Shape)
			}
		}
	})
}

// FuzzRoundTrip writes, reads and compares.
func FuzzRoundTrip(f *testing.F) {
	f.Add("dense/kernel", "", "note", []byte{0, 0, 0x80, 0x3f, 1, 2, 3, 4}, 2)
	f.Add("größe", "a", "\x00\"", []byte{}, 0)
	f.Fuzz(func(t *testing.T, first, second, note string, data []byte, columns int) {
		arrays := []weights.Array{
			vector(first, data),
			matrix(second, data, columns),
		}
		metadata := map[string]string{"note": note}
		var b bytes.Buffer
		if Write(&b, arrays, metadata) != nil {
			return
		}
		got, gotMetadata, err := Read(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(arrays, got, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		delete(gotMetadata, seal.Name)
		if diff := cmp.Diff(metadata, gotMetadata); diff != "" {
			t.Error(diff)
		}
	})
}

func vector(name string, data []byte) weights.Array {
	values := dtype.Float32.Decode(data)
	return weights.Array{Name: name, Shape: []int{len(values)}, Values: values}
}

func matrix(name string, data []byte, columns int) weights.Array {
	a := vector(name, data)
	if columns > 0 {
		rows := len(a.Values) / columns
		a.Shape, a.Values = []int{rows, columns}, a.Values[:rows*columns]
	}
	return a
}

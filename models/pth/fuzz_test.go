package pth

import (
	"bytes"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"digits/internal/hostile"
	"digits/models/dtype"
	"digits/models/weights"
)

// FuzzRead mutates real files: whatever is accepted must agree with its own
// shapes, and within bounds.
func FuzzRead(f *testing.F) {
	for _, name := range []string{"odd-odd.pth", "odd-protocol5.pth", "odd-views-legacy.pth", "odd-protocol4-legacy.pth", "odd-checkpoint.pth", "stranger-args.pth", "stranger-kinds-legacy.pth", "stranger-two.pth"} {
		f.Add(readTestdata(f, name))
	}
	f.Fuzz(func(t *testing.T, data []byte) { checkRead(t, data) })
}

// FuzzPickle mutates the pickle alone, which the archive's checksum keeps
// FuzzRead from doing.
func FuzzPickle(f *testing.F) {
	for _, name := range []string{"odd-odd.pth", "odd-protocol5.pth", "odd-checkpoint.pth", "stranger-args.pth", "stranger-two.pth"} {
		data := readTestdata(f, name)
		a, err := openArchive(data, newBudget(data))
		if err != nil {
			f.Fatal(err)
		}
		program, err := a.read("data.pkl")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(program), uint8(16))
	}
	f.Add(stateDict(text("w"), vector(2)), uint8(8))
	f.Fuzz(func(t *testing.T, program string, size uint8) {
		content := make([]byte, size)
		checkRead(t, archived(program, content, content, content, content, content, content, content))
	})
}

func checkRead(t *testing.T, data []byte) {
	var file *File
	err := hostile.Bounded(t, data, func(data []byte) (err error) {
		file, err = Read(data)
		return err
	})
	if err != nil {
		return
	}
	for _, a := range file.Arrays {
		size := 1
		for _, d := range a.Shape {
			size *= d
		}
		if size != len(a.Values) {
			t.Errorf("%s: got %d values for shape %v", a.Name, len(a.Values), a.Shape)
		}
	}
}

// FuzzRoundTrip writes, reads and compares.
func FuzzRoundTrip(f *testing.F) {
	f.Add("dense/kernel", "", []byte{0, 0, 0x80, 0x3f, 1, 2, 3, 4}, 2)
	f.Add("größe", "storage", []byte{}, 0)
	f.Fuzz(func(t *testing.T, first, second string, data []byte, columns int) {
		arrays := []weights.Array{vectorOf(first, data), matrixOf(second, data, columns)}
		var b bytes.Buffer
		if Write(&b, arrays) != nil {
			return
		}
		file, err := Read(b.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(arrays, file.Arrays, cmpopts.EquateNaNs(), cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	})
}

func vectorOf(name string, data []byte) weights.Array {
	values := dtype.Float32.Decode(data)
	return weights.Array{Name: name, Shape: []int{len(values)}, Values: values}
}

func matrixOf(name string, data []byte, columns int) weights.Array {
	a := vectorOf(name, data)
	if columns > 0 {
		rows := len(a.Values) / columns
		a.Shape, a.Values = []int{rows, columns}, a.Values[:rows*columns]
	}
	return a
}

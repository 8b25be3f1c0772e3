package h5

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"digits/models/seal"
	"digits/models/weights"
)

// FuzzMutation reads whatever comes, beginning with what Keras saved.
func FuzzMutation(f *testing.F) {
	paths, err := filepath.Glob("testdata/keras*")
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
	for _, name := range []string{"stranger-k3-nested.weights.h5.gz", "stranger-k3-residual.keras.gz", "stranger-k2-only.legacy.h5.gz"} {
		f.Add(content(f, name))
	}
	for _, name := range []string{"keras3-small.h5", "keras3-small.keras", "keras3-dropout.weights.h5"} {
		small := read(f, name) // without the optimizer, a third of the size
		var b bytes.Buffer
		if err := Write(&b, small, small.Format); err != nil {
			f.Fatal(err)
		}
		// Without its checksum, which would refuse whatever is changed.
		f.Add(bytes.ReplaceAll(b.Bytes(), []byte(seal.Name), bytes.Repeat([]byte("n"), len(seal.Name))))
	}
	f.Fuzz(func(t *testing.T, data []byte) { _ = guarded(t, data) })
}

// FuzzRoundTrip writes a model in every layout and reads it back.
func FuzzRoundTrip(f *testing.F) {
	f.Add("dense", uint8(3), uint8(7), []byte("weights"))
	f.Add("schicht_über", uint8(0), uint8(1), []byte{})
	f.Fuzz(func(t *testing.T, name string, layers, units uint8, content []byte) {
		if name == "" || !utf8.ValidString(name) || strings.ContainsAny(name, "\x00/") { // what Keras takes no name for
			t.Skip()
		}
		want := &File{Config: []byte(`{"module":"keras","class_name":"Sequential","config":{"name":"s","layers":[`)}
		for i := range int(layers % 8) {
			rows := int(units % 16) // small: it is written and read four times
			values := make([]float32, rows*(i%3))
			for j := range values {
				if len(content) > 0 {
					values[j] = float32(content[(i+j)%len(content)])
				}
			}
			own := name + strconv.Itoa(i)
			want.Layers = append(want.Layers, Layer{Name: own, Class: "Dense", Weights: []weights.Array{
				{Name: own + "/kernel", Shape: []int{rows, i % 3}, Values: values},
				{Name: own + "/bias", Shape: []int{len(values)}, Values: values},
			}[:i%3]})
			if i > 0 {
				want.Config = append(want.Config, ',')
			}
			want.Config = append(want.Config, `{"class_name":"Dense","config":{"name":`+quote(own)+`}}`...)
		}
		want.Config = append(want.Config, "]}}"...)
		for _, format := range []Format{Model, Weights, LegacyWeights, Archive} {
			var b bytes.Buffer
			if err := Write(&b, want, format); err != nil {
				if format == Model || format == LegacyWeights {
					continue // a name that is no path
				}
				t.Fatal(err)
			}
			sameLayers(t, written(t, want, format), want)
		}
	})
}

// quote is a string in JSON.
func quote(s string) string {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings always marshal
	}
	return string(b)
}

package h5

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"

	"digits/internal/hostile"
	"digits/models/h5/hdf5"
	"digits/models/weights"
)

// guarded reads a file within the memory that it may take.
func guarded(t testing.TB, data []byte) error {
	t.Helper()
	return hostile.Bounded(t, data, func(data []byte) error {
		_, err := Read(data)
		return err
	})
}

// part is a file of an archive.
type part struct {
	name    string
	content []byte
	method  uint16
}

// zipped makes an archive.
func zipped(t *testing.T, parts ...part) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: p.method})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(p.content); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// configOf makes a configuration of n layers; each takes few bytes.
func configOf(n int) []byte {
	layers := strings.Repeat(`,{"class_name":"A","config":{"name":"b"}}`, n)
	return []byte(`{"class_name":"Sequential","config":{"name":"s","layers":[` + strings.TrimPrefix(layers, ",") + `]}}`)
}

func TestHostileArchive(t *testing.T) {
	var b bytes.Buffer
	if err := Write(&b, &File{Layers: []Layer{{Name: "a", Class: "Dense", Weights: []weights.Array{{Shape: []int{4}, Values: make([]float32, 4)}}}}}, Weights); err != nil {
		t.Fatal(err)
	}
	metadata := part{metadataName, []byte(`{"keras_version":"3.15.1"}`), zip.Store}
	config := part{configName, []byte(`{"class_name":"Sequential","config":{"name":"s","layers":[{"class_name":"Dense","config":{"name":"a"}}]}}`), zip.Store}
	stored := part{weightsName, b.Bytes(), zip.Store}
	deflated := part{weightsName, b.Bytes(), zip.Deflate}
	zeros := make([]byte, 16<<20)
	entries := make([]part, maxEntries)
	for i := range entries {
		entries[i] = part{fmt.Sprint("assets/", i), nil, zip.Store}
	}
	good := zipped(t, metadata, config, stored)
	for _, c := range []struct {
		name string
		data []byte
		want error
	}{
		{"good", good, nil},
		{"deflated", zipped(t, metadata, config, deflated), nil},
		{"signature only", good[:4], hdf5.ErrMalformed},
		{"cut short", good[:len(good)/2], hdf5.ErrMalformed},
		{"no configuration", zipped(t, metadata, stored), ErrNotKeras},
		{"no weights", zipped(t, metadata, config), ErrNotKeras},
		{"twice", zipped(t, metadata, config, stored, stored), hdf5.ErrMalformed},
		{"another zip", zipped(t, part{"archive/data.pkl", []byte("."), zip.Store}), ErrNotKeras},
		{"bomb", zipped(t, metadata, config, part{weightsName, zeros, zip.Deflate}), hdf5.ErrLimit},
		{"bomb of a configuration", zipped(t, metadata, part{configName, zeros, zip.Deflate}, stored), hdf5.ErrLimit},
		{"bomb of metadata", zipped(t, part{metadataName, zeros[:1<<20], zip.Deflate}, config, stored), hdf5.ErrLimit},
		{"large configuration", zipped(t, metadata, part{configName, bytes.Repeat([]byte(" "), maxConfig+1), zip.Store}, stored), hdf5.ErrLimit},
		{"many layers", zipped(t, metadata, part{configName, configOf(maxLayers + 1), zip.Store}, stored), hdf5.ErrLimit},
		{"most layers", zipped(t, metadata, part{configName, configOf(maxLayers), zip.Store}, stored), hdf5.ErrUnsupported},
		{"many files", zipped(t, append(entries, metadata, config, stored)...), hdf5.ErrLimit},
		{"deep configuration", zipped(t, metadata, part{configName, bytes.Repeat([]byte("["), 1<<19), zip.Store}, stored), hdf5.ErrMalformed},
		{"weights of no layer", zipped(t, metadata, part{configName, configOf(1), zip.Store}, stored), hdf5.ErrUnsupported},
		{"wrong checksum", bytes.Replace(good, []byte("3.15.1"), []byte("3.15.2"), 1), hdf5.ErrMalformed},
	} {
		t.Run(c.name, func(t *testing.T) {
			if err := guarded(t, c.data); !errors.Is(err, c.want) {
				t.Errorf("error is %v, want %v", err, c.want)
			}
		})
	}
}

// Sizes and places in the directory of an archive may be anything.
func TestHostileDirectory(t *testing.T) {
	f := read(t, "keras3-small.keras")
	var b bytes.Buffer
	if err := Write(&b, f, Archive); err != nil {
		t.Fatal(err)
	}
	good := b.Bytes()
	directory := bytes.Index(good, []byte(entrySignature))
	for at := directory; at+4 <= len(good); at += 2 {
		for _, v := range []uint32{1, 0xffffffff} {
			data := bytes.Clone(good)
			binary.LittleEndian.PutUint32(data[at:], v)
			_ = guarded(t, data) // it may be the same, or a field that is not used
		}
	}
}

// A name that stands for the same layer, over and over, with many weights that
// are the same array.
func TestHostileNames(t *testing.T) {
	tree := &hdf5.Tree{}
	names := make([]string, 4000)
	for i := range names {
		names[i] = "dense"
	}
	tree.Attributes = []hdf5.Attribute{{Name: "layer_names", Values: names}}
	g, err := tree.Group("dense")
	if err != nil {
		t.Fatal(err)
	}
	for i := range names {
		names[i] = "kernel"
	}
	g.Attributes = []hdf5.Attribute{{Name: "weight_names", Values: names}}
	if err := g.Put("kernel", weights.Array{Shape: []int{}, Values: []float32{1}}); err != nil {
		t.Fatal(err)
	}
	tree.Attributes[0].Values = []string{"dense", "dense", "dense", "dense", "dense", "dense", "dense", "dense"}
	var b bytes.Buffer
	if err := hdf5.Write(&b, tree); err != nil {
		t.Fatal(err)
	}
	if err := guarded(t, b.Bytes()); !errors.Is(err, hdf5.ErrLimit) {
		t.Errorf("error is %v, want %v", err, hdf5.ErrLimit)
	}
}

package models

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"digits/models/seal"
)

// A file of any format, spoilt, is an error or a model that predicts. The seeds are
// small, because the fuzzer is slow with others, and without checksums, which would
// refuse whatever it makes of them.
func FuzzLoad(f *testing.F) {
	for _, extension := range []string{".safetensors", ".h5", ".weights.h5", ".keras", ".pth"} {
		var b bytes.Buffer
		if err := least(f).Write(&b, extension); err != nil {
			f.Fatal(err)
		}
		f.Add(bytes.ReplaceAll(b.Bytes(), []byte(seal.Name), bytes.Repeat([]byte("n"), len(seal.Name))))
	}
	for _, pattern := range []string{"h5/testdata/*.h5", "h5/testdata/*.keras", "pth/testdata/*.pth", "safetensors/testdata/*.safetensors"} {
		paths, err := filepath.Glob(pattern)
		if err != nil || len(paths) == 0 {
			f.Fatal(pattern, err)
		}
		for _, path := range paths {
			content, err := os.ReadFile(path)
			if err != nil {
				f.Fatal(err)
			}
			if len(content) < 16<<10 {
				f.Add(content)
			}
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if m, err := Read(content); err == nil && m.Size() < 1<<12 {
			if _, err := m.Predict(make([]byte, m.Size())); err != nil {
				t.Errorf("a model that loads does not predict: %v", err)
			}
		}
	})
}

package models

import (
	"os"
	"path/filepath"
	"testing"
)

// A file of any format, spoilt, is an error or a model that predicts.
func FuzzLoad(f *testing.F) {
	m, err := New(KerasSmall, 2, 2, 3, 1)
	if err != nil {
		f.Fatal(err)
	}
	for _, extension := range Extensions() {
		path := filepath.Join(f.TempDir(), "m"+extension)
		if err := m.Save(path); err != nil {
			f.Fatal(err)
		}
		content, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(content)
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
			f.Add(content)
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		path := filepath.Join(t.TempDir(), "m.safetensors")
		if err := os.WriteFile(path, content, 0o644); err != nil {
			t.Fatal(err)
		}
		if m, err := Load(path); err == nil {
			if _, err := m.Predict(make([]byte, m.Size())); err != nil {
				t.Errorf("a model that loads does not predict: %v", err)
			}
		}
	})
}

package models

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/models/onnx"
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

// A graph of operators, spoilt, is an error or a model that predicts.
func FuzzLoadONNX(f *testing.F) {
	for _, c := range exportCases() {
		var b bytes.Buffer
		if err := c.model(f).write(&b, ".onnx", c.raw); err != nil {
			f.Fatal(err)
		}
		if b.Len() < 8<<10 {
			f.Add(b.Bytes())
		}
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		if !onnx.Recognize(content) {
			return
		}
		m, err := Read(content)
		if err != nil {
			if text := err.Error(); strings.Contains(text, "\n") || len(text) > 1000 {
				t.Errorf("got no line, but %q", text)
			}
			return
		}
		if m.Size() < 1<<12 {
			if _, err := m.Predict(make([]byte, m.Size())); err != nil {
				t.Errorf("a model that loads does not predict: %v", err)
			}
		}
	})
}

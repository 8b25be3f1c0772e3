package models

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
)

// Read gives from bytes what Load gives from a file, and says what is none.
func TestRead(t *testing.T) {
	m := mustNew(t, KerasSmall)
	path := filepath.Join(t.TempDir(), "m.safetensors")
	if err := m.Save(path); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Read(content)
	if err != nil || got.Recipe != m.Recipe || !slices.Equal(got.Params.Names(), m.Params.Names()) {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := Read(content[:8]); !errors.Is(err, ErrFormat) {
		t.Errorf("got %v for eight bytes, want ErrFormat", err)
	}
}

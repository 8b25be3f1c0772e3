package safetensors

import (
	"strings"
	"testing"
)

func TestShard(t *testing.T) {
	for _, c := range []struct {
		path     string
		part, of int
		ok       bool
	}{
		{"a/model-00002-of-00003.safetensors", 2, 3, true},
		{"model-00001-of-00001.safetensors", 1, 1, false}, // it is whole
		{"model.safetensors", 0, 0, false},
		{"model-2-of-3.safetensors", 0, 0, false},
	} {
		part, of, ok := shard(c.path)
		if part != c.part || of != c.of || ok != c.ok {
			t.Errorf("%s: got %d, %d, %v, want %d, %d, %v", c.path, part, of, ok, c.part, c.of, c.ok)
		}
		if err := CheckShard(c.path); (err != nil) != c.ok || (c.ok && !strings.Contains(err.Error(), "part 2 of 3")) {
			t.Errorf("%s: got %v", c.path, err)
		}
	}
}

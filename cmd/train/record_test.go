package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/models"
)

// What a file says of its training makes the same file again, from other places and forms.
func TestRecord(t *testing.T) {
	root := testdata(t, "")
	for name, c := range map[string]struct{ data, again, flags string }{
		"a table":    {"iris.csv", "iris.csv", "-arch mlp -units 8 -epochs 2 -lr 0.01 -test 20% -validation 20 -patience 1 -seed 7"},
		"a number":   {"diabetes.csv", "diabetes.csv", "-arch mlp -regression -epochs 2 -decay l1:0.001 -schedule onecycle:0.01 -label target"},
		"images":     {"digit-recognizer.zip", "digit-recognizer.zip", "-epochs 1 -arch keras-small -augment light -test 6"},
		"parts":      {"idx", "mnist.npz", "-epochs 1"},
		"of weights": {"last", "csv", "-epochs 1 -optimizer sgd -momentum 0.9 -clip global:1 -dropout 0"},
	} {
		ending := map[string]string{"a table": ".keras", "of weights": ".pth"}[name]
		if ending == "" {
			ending = ".safetensors"
		}
		folder := t.TempDir()
		first, second := filepath.Join(folder, "first"+ending), filepath.Join(folder, "second"+ending)
		args := append(strings.Fields(c.flags), "-verbose", "0", "-data", filepath.Join(root, c.data), "-out", first)
		if code, _, stderr := call(t, args...); code != 0 {
			t.Errorf("%s: %s", name, stderr)
			continue
		}
		m, err := models.Load(first)
		if err != nil || m.Run == nil {
			t.Errorf("%s: no record of the training, %v", name, err)
			continue
		}
		args = []string{"-verbose", "0", "-data", filepath.Join(root, c.again), "-out", second}
		for _, flag := range m.Run.Flags {
			args = append(args, "-"+flag)
		}
		if code, _, stderr := call(t, args...); code != 0 {
			t.Errorf("%s: %v: %s", name, args, stderr)
			continue
		}
		a, err := os.ReadFile(first)
		if err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(second); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s: %v makes another file, %v", name, args, err)
		}
		if strings.Contains(string(a), filepath.Base(c.data)+"\"") || strings.Contains(string(a), folder) {
			t.Errorf("%s: the file knows a path", name)
		}
	}
}

package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Neither -overfit nor -dry-run leaves a file; both say what they have found.
func TestTrying(t *testing.T) {
	folder := dataFolder(t, 60)
	for _, c := range []struct {
		want []string
		args []string
	}{
		{[]string{"Overfit: the loss of 20 images goes from ", " steps: the network learns them by heart\n"}, []string{"-overfit", "20", "-arch", "mlp", "-units", "16-8", "-dropout", "0.9"}},
		{[]string{"Dry run: one step was made", " h.csv\n", " best-file.h5\n", "mlp.safetensors\n", " (None, 16) "}, []string{"-dry-run", "-arch", "mlp", "-units", "16-8", "-history", "h.csv", "-checkpoint", "best-file.h5", "-monitor", "loss"}},
	} {
		code, stdout, stderr := call(t, append(c.args, "-data", folder)...)
		if code != 0 || stderr != "" {
			t.Fatalf("%v: exit code %d, %s", c.args, code, stderr)
		}
		for _, want := range c.want {
			if !strings.Contains(stdout, want) {
				t.Errorf("%v prints\n%s\nwant %q in it", c.args, stdout, want)
			}
		}
		if files, _ := os.ReadDir("."); len(files) != 0 {
			t.Errorf("%v leaves %v", c.args, files)
		}
	}
}

// -keep leaves the last improvements' files, also where the training was resumed.
func TestKeep(t *testing.T) {
	folder := dataFolder(t, 130)
	args := []string{"-data", folder, "-arch", "mlp", "-verbose", "0", "-checkpoint", "best.safetensors", "-monitor", "loss", "-keep", "2", "-backup", "b"}
	if code, _, stderr := call(t, append(args, "-epochs", "3")...); code != 0 {
		t.Fatal(stderr)
	}
	if code, _, stderr := run(append(args, "-epochs", "5", "-resume", "b")...); code != 0 {
		t.Fatal(stderr)
	}
	got, err := filepath.Glob("best*")
	if want := []string{"best-epoch4.safetensors", "best-epoch5.safetensors", "best.safetensors"}; err != nil || !slices.Equal(got, want) {
		t.Errorf("got %v, %v, want %v", got, err, want)
	}
	last, err1 := os.ReadFile("best-epoch5.safetensors")
	best, err2 := os.ReadFile("best.safetensors")
	if err1 != nil || err2 != nil || !slices.Equal(last, best) {
		t.Error("the last file is not the best one")
	}
}

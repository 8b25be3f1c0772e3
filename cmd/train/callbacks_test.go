package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/models"
)

// An untrained network that learns nothing at a learning rate of 1e-12 does not
// improve by 0.1: the second epoch without an improvement ends the training, and
// the weights are the first epoch's.
func TestEarlyStopping(t *testing.T) {
	code, out, errs := call(t, "-arch", "keras", "-data", dataFolder(t, 130), "-epochs", "9", "-batch", "32", "-lr", "1e-12",
		"-validation", "30", "-patience", "2", "-min-delta", "0.1", "-plateau", "0.5,1", "-checkpoint", "best.safetensors")
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d, %q", code, errs)
	}
	for _, want := range []string{
		"100 training images, 30 for validation", "Epoch 3/9", "Epoch 2: val_loss is on a plateau, learning rate now 5e-13",
		"The weights are those of epoch 1 of 3, the best val_loss",
		"● loss", "○ val_loss", "● accuracy", // the charts' legends
		"true", // the confusion matrix's head
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
	if strings.Contains(out, "Epoch 4/9") || strings.ContainsAny(out, "\r\x1b") {
		t.Errorf("got a fourth epoch, or control characters:\n%s", out)
	}
	for _, file := range []string{"best.safetensors", "keras.safetensors"} {
		if m, err := models.Load(file); err != nil || m.Last["epoch"] != "1" {
			t.Errorf("%s: %v, its figures are those of epoch %q, want 1", file, err, m.Last["epoch"])
		}
	}
}

// What only watches changes no bit of what is saved.
func TestWatchingChangesNothing(t *testing.T) {
	folder := dataFolder(t, 130)
	saved := func(args ...string) []byte {
		t.Helper()
		code, _, errs := call(t, append([]string{"-arch", "torch", "-data", folder, "-epochs", "2", "-validation", "30", "-verbose", "0", "-out", "m.safetensors"}, args...)...)
		if code != 0 {
			t.Fatal(errs)
		}
		b, err := os.ReadFile("m.safetensors")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	plain := saved()
	if !bytes.Equal(saved("-checkpoint", "best.h5", "-history", "h.csv", "-tensorboard", "board"), plain) {
		t.Error("a run that is watched saves other bytes")
	}
}

func TestFindLearningRate(t *testing.T) {
	folder := dataFolder(t, 400)
	pictures := t.TempDir()
	code, out, errs := call(t, "-arch", "keras", "-data", folder, "-batch", "16", "-find-lr", pictures)
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d, %q", code, errs)
	}
	for _, want := range []string{"1.0e-07 to ", "Try -lr ", "Picture: " + filepath.Join(pictures, "learning-rates.png")} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
	if files, err := os.ReadDir("."); err != nil || len(files) != 0 {
		t.Errorf("%d files in the folder, %v: nothing is saved", len(files), err)
	}
}

func TestWrongWatching(t *testing.T) {
	folder := dataFolder(t, 60)
	for _, c := range []struct {
		code int
		want string
		args []string
	}{
		{2, "give -validation N, or -monitor loss", []string{"-arch", "keras", "-patience", "2"}},
		{2, `got metric "val_los"`, []string{"-arch", "keras-dropout", "-monitor", "val_los"}},
		{2, "-patience: got -1", []string{"-patience", "-1"}},
		{2, "-validation: got 0", []string{"-validation", "0"}},
		{2, `-plateau: got "2,1"`, []string{"-plateau", "2,1", "-monitor", "loss"}},
		{2, "-checkpoint", []string{"-checkpoint", "best.txt", "-monitor", "loss"}},
		{1, "-validation: got 60, want less than the 60", []string{"-validation", "60", "-data", folder}},
		{1, "no-such-folder", []string{"-checkpoint", "no-such-folder/best.h5", "-monitor", "loss", "-data", folder}},
	} {
		code, out, errs := call(t, c.args...)
		if code != c.code || out != "" && c.code == 2 || !strings.Contains(errs, c.want) || strings.Count(errs, "\n") != 1 {
			t.Errorf("%v: exit code %d, %q, %q, want %d and one line with %q", c.args, code, out, errs, c.code, c.want)
		}
	}
}

package main

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/data"
	"digits/data/picture"
	"digits/internal/stripes"
)

// A training goes on from a model of any format, with its layers, and never over its
// file; what it starts with is what the file's model says.
func TestFrom(t *testing.T) {
	folder := dataFolder(t, 130)
	if code, _, stderr := call(t, "-arch", "mlp", "-units", "7", "-data", folder, "-out", "a.keras", "-verbose", "0"); code != 0 {
		t.Fatal(stderr)
	}
	before, err := os.ReadFile("a.keras")
	if err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := run("-from", "a.keras", "-data", folder)
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, %s", code, stderr)
	}
	for _, want := range []string{"From a.keras: test loss 0.", "learning rate 0.0003", " (None, 7) ", "Epoch 5/5\n", "Saved a-more.keras\n"} {
		if !strings.Contains(stdout, want) {
			t.Errorf("it prints\n%s\nwant %q in it", stdout, want)
		}
	}
	if after, _ := os.ReadFile("a.keras"); !bytes.Equal(before, after) {
		t.Error("the file that it goes on from is another one")
	}
	for want, args := range map[string][]string{
		"-from: a.keras is for 36 pixels and 3 classes, stripes has 36 and 4": {"-from", "a.keras", "-data", stripes.Folder(t, stripes.Set{Side: 6, Classes: 4, Train: 60, Test: 60})},
		"-units: got -from with it":    {"-from", "a.keras", "-units", "8"},
		"-scale: is for -from FILE":    {"-scale", "signed"},
		"no such file":                 {"-from", "none.h5"},
		"want a data set of digits of": {"-images", folder, "-data", folder},
	} {
		code, _, stderr := run(args...)
		if code == 0 || !strings.Contains(stderr, want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, %q, want one line with %q", args, code, stderr, want)
		}
	}
}

// turned writes pictures of MNIST's images turned by a quarter: a hand that no model
// knows.
func turned(t *testing.T, set *data.Set, from, n int) string {
	t.Helper()
	folder := t.TempDir()
	for i := from; i < from+n; i++ {
		const scale = 4
		img := image.NewGray(image.Rect(0, 0, picture.Size*scale+20, picture.Size*scale+20))
		for k := range img.Pix {
			img.Pix[k] = 240
		}
		for y := range picture.Size * scale {
			for x := range picture.Size * scale {
				v := set.Image(i)[(x/scale)*picture.Size+picture.Size-1-y/scale]
				img.SetGray(x+10, y+10, color.Gray{240 - uint8(0.9*float64(v))})
			}
		}
		sub := filepath.Join(folder, string('0'+rune(set.Labels[i])))
		var b bytes.Buffer
		if err := png.Encode(&b, img); err != nil {
			t.Fatal(err)
		}
		if err := os.MkdirAll(sub, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(sub, string('a'+rune(i%26))+string('a'+rune(i/26))+".png"), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// Pictures of a new hand are learnt beside MNIST, which is not forgotten.
func TestFromImages(t *testing.T) {
	source, err := data.MNIST("")
	if err != nil {
		t.Skip("no MNIST here: ", err)
	}
	folder := turned(t, source.Test, 0, 40)
	if code, _, stderr := call(t, "-arch", "mlp", "-units", "32", "-epochs", "1", "-batch", "128", "-out", "a.safetensors", "-verbose", "0"); code != 0 {
		t.Fatal(stderr)
	}
	code, stdout, stderr := run("-from", "a.safetensors", "-images", folder, "-epochs", "3", "-augment", "off", "-batch", "64")
	if code != 0 || stderr != "" {
		t.Fatalf("exit code %d, %s", code, stderr)
	}
	var before, after, n int
	var accuracy, was float64
	scan(t, stdout, "Of the %d pictures %d are right before the training", &n, &before)
	scan(t, stdout, "Of the %d pictures %d are right after the training", &n, &after)
	var loss float64
	scan(t, stdout, "From a.safetensors: test loss %f, test accuracy %f", &loss, &was)
	scan(t, stdout, "Test loss %f, test accuracy %f", &loss, &accuracy)
	if n != 40 || 2*(n-after) > n-before || accuracy < was-0.001 {
		t.Errorf("of %d pictures %d were right, now %d; MNIST %.4f, now %.4f", n, before, after, was, accuracy)
	}
}

// scan reads the numbers of the line that the format fits.
func scan(t *testing.T, text, format string, into ...any) {
	t.Helper()
	for line := range strings.Lines(text) {
		if _, err := fmt.Sscanf(line, format, into...); err == nil {
			return
		}
	}
	t.Fatalf("no line %q in\n%s", format, text)
}

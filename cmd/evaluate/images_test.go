package main

import (
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// stroke writes a picture of a vertical stroke, a 1 to any model that reads.
func stroke(t *testing.T, path string) {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 100, 100))
	for y := range 100 {
		for x := range 100 {
			ink := x >= 47 && x < 53 && y >= 20 && y < 80
			img.SetGray(x, y, color.Gray{map[bool]uint8{false: 250, true: 20}[ink]})
		}
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := png.Encode(f, img); err != nil {
		t.Fatal(err)
	}
}

// Two pictures of a 1, one of them labelled 4 as if it were misread, and a file
// that is no picture.
func TestImages(t *testing.T) {
	folder := t.TempDir()
	stroke(t, filepath.Join(folder, "pen", "1.png"))
	stroke(t, filepath.Join(folder, "pencil", "4.png"))
	if err := os.WriteFile(filepath.Join(folder, "pencil", "5.png"), []byte("text"), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out, errs := call("-images", folder)
	if code != 0 || errs != "" {
		t.Fatalf("exit code %d, %q", code, errs)
	}
	for _, want := range []string{
		"pen            1      1   1.0000 (0.2065 to 1.0000)", "pencil         2      0   0.0000 (0.0000 to 0.6576)", "all            3      1   0.3333 (0.0615 to 0.7923)",
		"pencil/4.png: is a 4, read as 1", "pencil/5.png: picture: not a picture",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("the output lacks %q:\n%s", want, out)
		}
	}
	_, out, _ = call("-images", folder, "-json")
	var o ownPictures
	if err := json.Unmarshal([]byte(out), &o); err != nil || o.All.Pictures != 3 || o.All.Right != 1 || len(o.Mistakes) != 2 {
		t.Errorf("-json: %v, %s", err, out)
	}
}

// A folder whose pictures are none measures nothing: one line, with and without -json.
func TestImagesUnreadable(t *testing.T) {
	folder := t.TempDir()
	for _, name := range []string{"3.png", "8.png"} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte("text"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, args := range [][]string{{"-images", folder}, {"-images", folder, "-json"}} {
		code, out, errs := call(args...)
		if code != 1 || out != "" || strings.Count(errs, "\n") != 1 || !strings.Contains(errs, "none of the 2 pictures can be read, the first, 3.png: picture: not a picture") {
			t.Errorf("%q: exit code %d, %q, %q, want 1 and one line", args, code, out, errs)
		}
	}
}

package data

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// painted is a PNG of one colour.
func painted(t testing.TB, width, height int, c color.Color) []byte {
	t.Helper()
	picture := image.NewNRGBA(image.Rect(0, 0, width, height))
	for i := range width * height {
		picture.Set(i%width, i/width, c)
	}
	return encoded(t, picture)
}

func encoded(t testing.TB, picture image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, picture); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOpenPictures(t *testing.T) {
	dir := t.TempDir()
	for name, level := range map[string]byte{
		"cat/b.png": 10, "cat/a.png": 20, "dog/a.png": 30, "dog/z.PNG": 40, "ant/1.png": 50,
	} {
		writeFile(t, filepath.Join(dir, "train", name), painted(t, 3, 2, color.Gray{level}))
		writeFile(t, filepath.Join(dir, "valid", name), painted(t, 3, 2, color.Gray{level + 1}))
		writeFile(t, filepath.Join(dir, "test", name), painted(t, 3, 2, color.Gray{level + 100}))
	}
	writeFile(t, filepath.Join(dir, "train", "cat", ".DS_Store"), []byte("x"))
	source := opened(t, dir, Options{})
	s := source.Train
	if s.Height != 2 || s.Width != 3 || !slices.Equal(s.ClassNames, []string{"ant", "cat", "dog"}) {
		t.Errorf("got %d x %d pixels, classes %v", s.Height, s.Width, s.ClassNames)
	}
	var first []byte
	for i := range s.Len() {
		first = append(first, s.Image(i)[5])
	}
	// By class and name; what validates comes last.
	if want := []byte{50, 20, 10, 30, 40, 51, 21, 11, 31, 41}; !bytes.Equal(first, want) {
		t.Errorf("images are %v, want %v", first, want)
	}
	if want := []byte{0, 1, 1, 2, 2, 0, 1, 1, 2, 2}; !bytes.Equal(s.Labels, want) {
		t.Errorf("labels are %v, want %v", s.Labels, want)
	}
	if !strings.Contains(strings.Join(source.Notes, "\n"), "the validation part is the last 5 training examples") {
		t.Errorf("notes are %q", source.Notes)
	}
}

func TestOpenRefusesPictures(t *testing.T) {
	good := painted(t, 3, 2, color.Gray{10})
	for name, test := range map[string]struct {
		file []byte
		says string
	}{
		"another size": {painted(t, 2, 3, color.Black), "is 2 x 3 pixels, want all of one size, the first's 3 x 2"},
		"transparent":  {painted(t, 3, 2, color.NRGBA{1, 2, 3, 100}), "transparent"},
		"cut":          {good[:40], "b.png"},
		"text":         {[]byte("a picture of a cat"), "b.png"},
		"too large":    {append(slices.Clone(good), make([]byte, maxPictureFile)...), "at most 4 MB"},
	} {
		dir := t.TempDir()
		for _, class := range []string{"cat", "dog"} {
			writeFile(t, filepath.Join(dir, class, "a.png"), good)
		}
		writeFile(t, filepath.Join(dir, "dog", "b.png"), test.file)
		_, err := Open(dir, Options{})
		if err == nil || !strings.Contains(err.Error(), test.says) || !strings.Contains(err.Error(), filepath.Join("dog", "b.png")) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got error %v, want %q", name, err, test.says)
		}
	}
	dir := t.TempDir()
	writeFile(t, filepath.Join(dir, "cat", "a.png"), good)
	if _, err := Open(dir, Options{}); !errors.Is(err, ErrMissing) {
		t.Errorf("one class: got error %v, want ErrMissing", err)
	}
}

// The forms in which a grey picture may come, all of level 200.
func TestGreyOf(t *testing.T) {
	gray16 := image.NewGray16(image.Rect(0, 0, 2, 2))
	paletted := image.NewPaletted(image.Rect(5, 5, 7, 7), color.Palette{color.Black, color.Gray{200}})
	rgba := image.NewRGBA(image.Rect(0, 0, 2, 2))
	for i := range 4 {
		gray16.SetGray16(i%2, i/2, color.Gray16{200 * 257})
		paletted.SetColorIndex(5+i%2, 5+i/2, 1)
		rgba.Set(i%2, i/2, color.Gray{200})
	}
	var asJPEG, asGIF bytes.Buffer
	if err := errors.Join(jpeg.Encode(&asJPEG, gray16, nil), gif.Encode(&asGIF, paletted, nil)); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{
		"16 bits": encoded(t, gray16), "palette": encoded(t, paletted), "colour": encoded(t, rgba),
		"JPEG": asJPEG.Bytes(), "GIF": asGIF.Bytes(),
	} {
		dir := t.TempDir()
		for i := range 6 {
			writeFile(t, filepath.Join(dir, fmt.Sprint("class", i%2), fmt.Sprint(i, ".png")), file)
		}
		s := opened(t, dir, Options{}).Train
		if want := bytes.Repeat([]byte{200}, 4); !bytes.Equal(s.Image(0), want) {
			t.Errorf("%s: got %v, want %v", name, s.Image(0), want)
		}
	}
}

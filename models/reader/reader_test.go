package reader

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/data/picture"
	"digits/models"
)

// MNIST's own test images through the whole pipeline are read as well as they are
// without it, within 0.1 points of 2,000: two of them.
func TestReadsMNISTAsWellAsWithout(t *testing.T) {
	source, err := data.MNIST("")
	if err != nil {
		t.Skip("no MNIST here: ", err)
	}
	r, err := New(nil, false)
	if err != nil {
		t.Fatal(err)
	}
	const images = 2000
	plain, read := 0, 0
	for i := range images {
		pixels := source.Test.Image(i)
		a, err := r.Answer(pixels)
		if err != nil {
			t.Fatal(err)
		}
		b, err := r.Read(picture.FromBytes(picture.Size, picture.Size, pixels))
		if err != nil {
			t.Fatalf("image %d: %v", i, err)
		}
		for n, class := range map[*int]int{&plain: a.Class, &read: b.Class} {
			if class == int(source.Test.Labels[i]) {
				*n++
			}
		}
	}
	t.Logf("%d right as they are, %d through the pipeline, of %d", plain, read, images)
	if read < plain-2 {
		t.Errorf("%d of %d are right through the pipeline, want %d within 2", read, images, plain)
	}
}

func TestNewRefusesOtherSizes(t *testing.T) {
	m, err := models.New(models.KerasSmall, 20, 20, 10, 1)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New(m, false); err == nil || !strings.Contains(err.Error(), "28 x 28") {
		t.Errorf("got %v, want an error that names 28 x 28", err)
	}
}

// People's own files, where they are at hand: no paper is taken for dark.
func TestPolarityOfPeoplesFiles(t *testing.T) {
	const folder = "../../../shared/handwriting"
	pictures, err := Labels(folder)
	if err != nil {
		t.Skip("no people's files here: ", err)
	}
	for _, p := range pictures {
		g, err := Open(filepath.Join(folder, p.Path), nil, 0)
		if err != nil {
			t.Errorf("%s: %v", p.Path, err)
			continue
		}
		if _, dark := picture.Invert(g); dark {
			t.Errorf("%s: its paper is taken for dark", p.Path)
		}
	}
}

func write(t *testing.T, folder string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		path := filepath.Join(folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func TestLabels(t *testing.T) {
	for name, c := range map[string]struct {
		files map[string]string
		want  []Labelled
		err   string
	}{
		"csv with styles":      {map[string]string{"labels.csv": "path,label,style\na.png,3,pen\nscan/b.png,4,pencil\n"}, []Labelled{{"a.png", 3, "pen"}, {"scan/b.png", 4, "scan"}}, ""},
		"csv in another order": {map[string]string{"labels.csv": "label,path\n7,x.jpg\n"}, []Labelled{{"x.jpg", 7, ""}}, ""},
		"names":                {map[string]string{"5_a.PNG": "", "me/7.jpg": "", "notes.txt": ""}, []Labelled{{"5_a.PNG", 5, ""}, {"me/7.jpg", 7, "me"}}, ""},
		"name without a digit": {map[string]string{"me.png": ""}, nil, "begins with 'm'"},
		"no pictures":          {map[string]string{"notes.txt": ""}, nil, "has no pictures"},
		"csv without columns":  {map[string]string{"labels.csv": "file,class\na.png,1\n"}, nil, "want path and label"},
		"csv of no lines":      {map[string]string{"labels.csv": "path,label\n"}, nil, "got 1 lines"},
		"csv with no number":   {map[string]string{"labels.csv": "path,label\na.png,one\n"}, nil, "line 2"},
		"csv that leaves":      {map[string]string{"labels.csv": "path,label\n../a.png,1\n"}, nil, "line 2"},
		"broken csv":           {map[string]string{"labels.csv": "path,label\n\"a.png,1\n"}, nil, "labels.csv"},
	} {
		folder := t.TempDir()
		write(t, folder, c.files)
		got, err := Labels(folder)
		if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s: got error %v, want one with %q", name, err, c.err)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %v, want %v", name, got, c.want)
		}
	}
}

// A folder is told from a file, and from nothing; a link to one is one.
func TestFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, map[string]string{"pictures/7.png": ""})
	file, none, link := filepath.Join(dir, "pictures", "7.png"), filepath.Join(dir, "none"), filepath.Join(dir, "link")
	for path, want := range map[string]string{file: file + " is no folder", none: "there is no folder " + none} {
		for what, list := range map[string]func(string) error{
			"Labels": func(f string) error { _, err := Labels(f); return err },
			"Folder": func(f string) error { _, err := Folder(f); return err },
		} {
			if err := list(path); err == nil || !strings.Contains(err.Error(), "reader: "+want) {
				t.Errorf("%s: %s: got %v, want %q", what, path, err, want)
			}
		}
	}
	if err := os.Symlink(filepath.Join(dir, "pictures"), link); err != nil {
		t.Skip(err)
	}
	if got, err := Folder(link); err != nil || !slices.Equal(got, []string{"7.png"}) {
		t.Errorf("a link: got %v, %v", got, err)
	}
}

func TestOpen(t *testing.T) {
	folder := t.TempDir()
	write(t, folder, map[string]string{"a.png": "no picture"})
	if _, err := Open(filepath.Join(folder, "a.png"), nil, 0); !errors.Is(err, picture.ErrImage) {
		t.Errorf("got %v, want picture.ErrImage", err)
	}
	if _, err := Open("-", strings.NewReader("text"), 0); !errors.Is(err, picture.ErrImage) {
		t.Errorf("stdin: got %v, want picture.ErrImage", err)
	}
	if _, err := Open(folder, nil, 0); err == nil {
		t.Error("a folder: got no error")
	}
}

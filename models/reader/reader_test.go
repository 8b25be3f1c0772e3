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
		"csv with styles":       {map[string]string{"labels.csv": "path,label,style\na.png,3,pen\nscan/b.png,4,pencil\n"}, []Labelled{{"a.png", 3, "pen"}, {"scan/b.png", 4, "scan"}}, ""},
		"csv in another order":  {map[string]string{"labels.csv": "label,path\n7,x.jpg\n"}, []Labelled{{"x.jpg", 7, ""}}, ""},
		"csv of Excel":          {map[string]string{"labels.csv": "\ufeffFilename; Label ;\r\na b.png; 3;\r\n;;\r\nscan\\c.png;4;\r\n"}, []Labelled{{"a b.png", 3, ""}, {"scan/c.png", 4, "scan"}}, ""},
		"csv with tabs":         {map[string]string{"labels.csv": "image\tclass\twriter\na,b.png\t3\tme\n"}, []Labelled{{"a,b.png", 3, "me"}}, ""},
		"csv without names":     {map[string]string{"labels.csv": "3,a.png\n4,b.png\n"}, []Labelled{{"a.png", 3, ""}, {"b.png", 4, ""}}, ""},
		"names":                 {map[string]string{"5_a.PNG": "", "me/7.jpg": "", "notes.txt": ""}, []Labelled{{"5_a.PNG", 5, ""}, {"me/7.jpg", 7, "me"}}, ""},
		"names that end":        {map[string]string{"digit7.png": "", "a-3.png": ""}, []Labelled{{"a-3.png", 3, ""}, {"digit7.png", 7, ""}}, ""},
		"a folder a digit":      {map[string]string{"7/0.jpg": "", "7/12.jpg": "", "me/3/8.png": "", "4/me/x.png": ""}, []Labelled{{"4/me/x.png", 4, "me"}, {"7/0.jpg", 7, ""}, {"7/12.jpg", 7, ""}, {"me/3/8.png", 3, "me"}}, ""},
		"hidden files":          {map[string]string{"3.png": "", "._3.png": "", ".thumbs/4.png": "", "__MACOSX/._3.png": ""}, []Labelled{{"3.png", 3, ""}}, ""},
		"name without a digit":  {map[string]string{"me.png": ""}, nil, "me.png does not say"},
		"name that counts":      {map[string]string{"3.png": "", "12.png": ""}, nil, "12.png does not say"},
		"name with two":         {map[string]string{"img3_7.png": ""}, nil, "a folder for each digit"},
		"no pictures":           {map[string]string{"notes.txt": ""}, nil, "has no pictures"},
		"csv without columns":   {map[string]string{"labels.csv": "where,what\na.png,1\n"}, nil, "path and label among them"},
		"csv of no lines":       {map[string]string{"labels.csv": "path,label\n"}, nil, "a line of names alone"},
		"csv of nothing":        {map[string]string{"labels.csv": "\n\n"}, nil, "has no lines"},
		"csv with no number":    {map[string]string{"labels.csv": "path,label\n\na.png,one\n"}, nil, "line 3"},
		"csv with a short line": {map[string]string{"labels.csv": "path,label\na.png\n"}, nil, "line 2"},
		"csv that leaves":       {map[string]string{"labels.csv": "path,label\n../a.png,1\n"}, nil, "line 2"},
		"broken csv":            {map[string]string{"labels.csv": "path,label\n\"a.png,1\n"}, nil, "labels.csv"},
	} {
		folder := t.TempDir()
		write(t, folder, c.files)
		got, err := Labels(folder)
		if c.err == "" && err != nil || c.err != "" && (err == nil || !strings.Contains(err.Error(), c.err)) {
			t.Errorf("%s: got error %v, want one with %q", name, err, c.err)
		}
		if err != nil && strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: got %q, want one line", name, err)
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

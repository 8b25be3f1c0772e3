package digits_test

import (
	"errors"
	"image"
	"image/color"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits"
	"digits/data/picture"
)

// A 7 that a pen has drawn, dark on light.
func seven() image.Image {
	img := image.NewGray(image.Rect(0, 0, 200, 240))
	for i := range img.Pix {
		img.Pix[i] = 235
	}
	dot := func(x, y float64) {
		for dx := -7; dx <= 7; dx++ {
			for dy := -7; dy <= 7; dy++ {
				img.SetGray(int(x)+dx, int(y)+dy, color.Gray{30})
			}
		}
	}
	for i := range 100 {
		s := float64(i) / 99
		dot(50+100*s, 50)
		dot(150-60*s, 50+140*s)
	}
	return img
}

func TestRead(t *testing.T) {
	a, err := digits.Read(seven())
	if err != nil {
		t.Fatal(err)
	}
	if a.Class != 7 || !a.Sure || a.Digits != 1 || len(a.Probabilities) != 10 || len(a.Pixels) != 784 || a.Probability != a.Probabilities[7] {
		t.Errorf("got %+v", a)
	}
	if _, err := digits.Read(image.NewGray(image.Rect(0, 0, 50, 50))); !errors.Is(err, picture.ErrBlank) {
		t.Errorf("got %v of a picture of nothing", err)
	}
}

func TestReadPage(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 500, 300))
	for i := range page.Pix {
		page.Pix[i] = 235
	}
	for _, left := range []int{20, 270} {
		one := seven().(*image.Gray)
		for y := range 240 {
			copy(page.Pix[(y+30)*page.Stride+left:], one.Pix[y*one.Stride:(y+1)*one.Stride])
		}
	}
	found, err := digits.ReadPage(page)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != 2 || found[0].Class != 7 || found[1].Class != 7 || found[0].Box.Max.X >= found[1].Box.Min.X || !found[1].Box.In(page.Bounds()) {
		t.Errorf("got %+v", found)
	}
}

// Who only reads carries nothing of what trains.
func TestImports(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	packages := strings.Fields(string(out))
	if len(packages) > 105 {
		t.Errorf("imports %d packages, want at most 105", len(packages))
	}
	for _, p := range packages {
		own := strings.HasPrefix(p, "digits")
		if strings.Contains(p, ".") && !strings.HasPrefix(p, "golang.org/x/") || own && !slices.Contains([]string{"digits", "digits/data/picture", "digits/data/scale", "digits/graph/kernel", "digits/graph/pointwise"}, p) {
			t.Errorf("imports %s", p)
		}
	}
}

// Another module that imports this one, as testdata/reader does, builds and reads.
func TestAnotherModule(t *testing.T) {
	run := exec.Command("go", "run", ".")
	run.Dir = filepath.Join("testdata", "reader")
	run.Env = append(os.Environ(), "GOWORK=off")
	out, err := run.CombinedOutput()
	if err != nil || string(out) != "1 sure: true\n" {
		t.Errorf("got %q, %v", out, err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("\x02\x00\x00\x00\x00\x00\x00\x00{}"))
	f.Add([]byte("\x53\x00\x00\x00\x00\x00\x00\x00" + `{"__metadata__":{"format":"digits 1","layers":"[]","scale":"unit"},"a":{"shape":[]}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		r, err := digits.Parse(file)
		if (r == nil) == (err == nil) {
			t.Errorf("got %v, %v", r, err)
		}
	})
}

// certain is a network that always says the same.
type certain []float32

func (c certain) Predict([]byte) ([]float32, error) { return c, nil }

func TestSure(t *testing.T) {
	for _, c := range []struct {
		want bool
		p    []float32
	}{
		{false, nil},
		{true, []float32{0.05, 0.95}},
		{false, []float32{0.3, 0.6, 0.1}},
		{true, []float32{0, 0, 1}},
		{false, []float32{float32(math.NaN()), 0, 0}},
	} {
		a, err := digits.New(certain(c.p), false).Answer(make([]byte, 784))
		if number := len(c.p) > 0 && c.p[0] >= 0; a.Sure != c.want || (err == nil) != number {
			t.Errorf("%v: got %+v, %v", c.p, a, err)
		}
		if a, err := digits.New(certain(c.p), true).Answer(make([]byte, 784)); a.Sure || err == nil && !a.ScaleGuessed {
			t.Errorf("%v of a guessed scale: got %+v, %v", c.p, a, err)
		}
	}
}

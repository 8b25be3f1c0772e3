package report

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/train"
	"digits/train/metrics"
	"digits/train/page"
)

// sample is a report of a model for 2x3 images of three classes. Test images 2
// and 4 are taken for another class; 4 has the higher loss.
func sample(t *testing.T) *Report {
	t.Helper()
	recipe := models.Keras
	recipe.Layers = graph.Sequential{graph.Flatten{}, graph.Dense{Units: 4, Activation: graph.ReLU}, graph.Dense{Units: 3, Activation: graph.Softmax}}
	m, err := models.New(recipe, 2, 3, 3, 1)
	if err != nil {
		t.Fatal(err)
	}
	test := &data.Set{Name: "six <b>&", Height: 2, Width: 3, Classes: 3, Pixels: make([]byte, 36), Labels: []byte{0, 1, 2, 2, 1, 0}}
	test.Pixels[5] = 255 // image 0, lower right
	p, err := metrics.New(3, []float32{
		.75, .25, 0,
		0, 1, 0,
		.5, .25, .25, // a 2 taken for 0
		0, 0, 1,
		.75, .125, .125, // a 1 taken for 0
		1, 0, 0,
	}, test.Labels)
	if err != nil {
		t.Fatal(err)
	}
	return &Report{
		Model: m, Test: test, Predictions: p, Result: train.Result{Loss: .5, Accuracy: 4. / 6, Examples: 6},
		History: train.History{
			{Epoch: 1, Loss: 2, Accuracy: .5, Validated: true, ValLoss: 1.5, ValAccuracy: .625},
			{Epoch: 2, Loss: 1, Accuracy: .75, Validated: true, ValLoss: 1.25, ValAccuracy: .875},
		},
		Settings: []page.Fact{{Name: "Seed", Value: "1"}}, Made: time.Unix(0, 0).UTC(),
	}
}

var pictures = []string{"loss", "accuracy", "confusion", "reliability", "examples", "mistakes", "weights", "network"}

func write(t *testing.T, r *Report) (folder, page string) {
	t.Helper()
	folder = filepath.Join(t.TempDir(), "new", "report")
	if err := Prepare(folder); err != nil {
		t.Fatal(err)
	}
	path, err := r.Write(folder)
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return folder, string(text)
}

func TestWrite(t *testing.T) {
	folder, page := write(t, sample(t))
	again, pageAgain := write(t, sample(t))
	if page != pageAgain {
		t.Error("the same report gave another page")
	}
	for _, name := range pictures {
		for _, ending := range []string{".png", ".svg"} {
			a, err := os.ReadFile(filepath.Join(folder, name+ending))
			if err != nil || len(a) == 0 {
				t.Fatalf("%s%s: %v", name, ending, err)
			}
			if b, err := os.ReadFile(filepath.Join(again, name+ending)); err != nil || string(a) != string(b) {
				t.Errorf("%s%s: the same report gave another picture, %v", name, ending, err)
			}
			if !strings.Contains(page, `href="`+name+ending+`"`) {
				t.Errorf("the page does not name %s%s", name, ending)
			}
		}
	}
	for _, want := range []string{
		"keras on six &lt;b&gt;&amp;", "0.6667 ± 0.1925", // √(2/3·1/3/6)
		"Loss over epochs; training from 2.0000 in epoch 1 to 1.0000 in epoch 2; validation from 1.5000 in epoch 1 to 1.2500 in epoch 2; test 0.5000.",
		"<td>1<small>50.00 %</small></td>", "Total params: 43", // 6·4+4 + 4·3+3
		"<td>4</td><td>1</td><td>0</td><td>2.0794</td><td>75.00 %</td>", // -ln 1/8
		"<td>1</td><td>0</td><td>1</td><td>50.00 %</td>", "0.7 to 0.8</th><td>2</td><td>0.7500</td><td>0.5000</td>",
		"gorgonia</th>", `<th scope="row">Seed</th><td>1</td>`, "1970-01-01T00:00:00Z",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %q", want)
		}
	}
	if dot, err := os.ReadFile(filepath.Join(folder, "graph.dot")); err != nil || !strings.HasPrefix(string(dot), "digraph") {
		t.Errorf("graph.dot: %.20q, %v", dot, err)
	}
}

// One file: nothing is loaded from elsewhere. Whoever sees nothing, or has no
// mouse, gets everything.
func TestPageIsSelfContainedAndAccessible(t *testing.T) {
	_, page := write(t, sample(t))
	d := xml.NewDecoder(strings.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	seen := map[string]int{}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		e, ok := token.(xml.StartElement)
		if !ok {
			continue
		}
		seen[e.Name.Local]++
		checkElement(t, e)
	}
	if seen["svg"] != 4 || seen["img"] != 4 || seen["th"] < 20 || seen["main"] != 1 {
		t.Errorf("got elements %v", seen)
	}
}

func checkElement(t *testing.T, e xml.StartElement) {
	t.Helper()
	attributes := map[string]string{}
	for _, a := range e.Attr {
		attributes[a.Name.Local] = a.Value
	}
	wanted := map[string]string{"svg": "aria-label", "img": "alt", "th": "scope", "html": "lang"}[e.Name.Local]
	if wanted != "" && attributes[wanted] == "" {
		t.Errorf("<%s %v> has no %s", e.Name.Local, attributes, wanted)
	}
	if strings.Contains(attributes["class"], "scroll") && attributes["tabindex"] != "0" {
		t.Errorf("%v scrolls, and no key reaches it", attributes)
	}
	if slices.Contains([]string{"script", "link", "iframe"}, e.Name.Local) || strings.Contains(attributes["src"]+attributes["href"], "//") && !strings.HasPrefix(attributes["src"], "data:") {
		t.Errorf("<%s %.80v> loads something", e.Name.Local, attributes)
	}
}

// What is not known, and what did not happen, has no picture; one epoch does.
func TestLittleToTell(t *testing.T) {
	r := sample(t)
	r.History = nil
	r.Predictions.Labels = []byte{0, 1, 0, 2, 0, 0} // all right
	r.Test.Labels = r.Predictions.Labels
	folder, page := write(t, r)
	for _, name := range []string{"loss.png", "mistakes.svg"} {
		if _, err := os.Stat(filepath.Join(folder, name)); !errors.Is(err, os.ErrNotExist) || strings.Contains(page, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if !strings.Contains(page, "There is none.") || !strings.Contains(page, "No example was taken for another class.") {
		t.Error("the page does not say that there are no mistakes")
	}
	r = sample(t)
	r.History = r.History[:1]
	write(t, r)
}

func TestManyClasses(t *testing.T) {
	recipe := models.Keras
	m, err := models.New(recipe, 1, 2, 256, 1)
	if err != nil {
		t.Fatal(err)
	}
	test := &data.Set{Name: "many", Height: 1, Width: 2, Classes: 256}
	for i := range 256 {
		test.Pixels, test.Labels = append(test.Pixels, byte(i), byte(255-i)), append(test.Labels, byte(i))
	}
	p, err := Predict(m, test)
	if err != nil {
		t.Fatal(err)
	}
	_, page := write(t, &Report{Model: m, Test: test, Predictions: p, Result: train.Result{Loss: 6, Examples: 256}})
	if strings.Contains(page, "Confusion matrix as a table") || !strings.Contains(page, "Confusion matrix of 256 classes") {
		t.Error("a table of 65,536 cells, or no matrix")
	}
}

func TestUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for _, folder := range []string{file, filepath.Join(file, "sub")} {
		if err := Prepare(folder); err == nil || strings.Contains(err.Error(), "\n") || !strings.Contains(err.Error(), folder) {
			t.Errorf("%s: got %v", folder, err)
		}
	}
	if _, err := sample(t).Write(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no folder: got %v", err)
	}
	r := sample(t)
	if _, err := Predict(r.Model, &data.Set{Name: "large", Height: 4, Width: 4, Classes: 3, Pixels: make([]byte, 16), Labels: []byte{0}}); err == nil || !strings.Contains(err.Error(), "4x4") {
		t.Errorf("other images: got %v", err)
	}
	if _, err := Predict(r.Model, &data.Set{Name: "none", Height: 2, Width: 3, Classes: 3}); err == nil || !strings.Contains(err.Error(), "empty") {
		t.Errorf("an empty set: got %v", err)
	}
	for _, w := range r.Model.Params.All() {
		w.Data().([]float32)[0] = float32(math.NaN())
	}
	r.Test.Pixels[0] = 1
	if _, err := Predict(r.Model, r.Test); !errors.Is(err, metrics.ErrPredictions) {
		t.Errorf("weights that are no numbers: got %v", err)
	}
}

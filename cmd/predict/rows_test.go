package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models"
	"digits/models/pretrained"
)

// kaggle writes images as Kaggle's test.csv has them.
func kaggle(t *testing.T, images int) (path string, set *data.Set) {
	t.Helper()
	source, err := data.MNIST("")
	if err != nil {
		t.Skip("no MNIST here: ", err)
	}
	set = source.Test.Slice(0, images)
	var b bytes.Buffer
	for i := range set.Size() {
		fmt.Fprintf(&b, "pixel%d%s", i, map[bool]string{true: "\n", false: ","}[i == set.Size()-1])
	}
	for i := range images {
		for k, v := range set.Image(i) {
			if k > 0 {
				b.WriteByte(',')
			}
			b.WriteString(strconv.Itoa(int(v)))
		}
		b.WriteByte('\n')
	}
	path = filepath.Join(t.TempDir(), "test.csv")
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	return path, set
}

// A file of images becomes Kaggle's form, with what the model says of each image.
func TestRows(t *testing.T) {
	const images = 300
	path, set := kaggle(t, images)
	m, err := pretrained.Model()
	if err != nil {
		t.Fatal(err)
	}
	want, err := m.Predict(set.Pixels)
	if err != nil {
		t.Fatal(err)
	}
	out := filepath.Join(t.TempDir(), "submission.csv")
	code, stdout, stderr := call("-data", path, "-out", out, "-probabilities")
	if code != 0 || stderr != "" || stdout != "Wrote "+out+"\n" {
		t.Fatalf("exit code %d, %q, %q", code, stdout, stderr)
	}
	text, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
	if err != nil || len(lines) != images+1 || strings.Join(lines[0], ",") != "ImageId,Label,0,1,2,3,4,5,6,7,8,9" {
		t.Fatalf("%d lines, %v, %v", len(lines), lines[0], err)
	}
	right := 0
	for i, line := range lines[1:] {
		p := want[i*10 : (i+1)*10]
		if line[0] != strconv.Itoa(i+1) || line[1] != strconv.Itoa(models.ArgMax(p)) || line[2] != strconv.FormatFloat(float64(p[0]), 'g', 6, 32) {
			t.Fatalf("line %d: got %v, want %v", i+2, line, p)
		}
		if line[1] == strconv.Itoa(int(set.Labels[i])) {
			right++
		}
	}
	if right < images*97/100 {
		t.Errorf("%d of %d are right", right, images)
	}
	if code, stdout, stderr := call("-data", path); code != 0 || !strings.HasPrefix(stdout, "ImageId,Label\n1,7\n2,2\n3,1\n4,0\n") {
		t.Errorf("exit code %d, %.60q, %q", code, stdout, stderr)
	}
}

// What is wrong is one line, and leaves no file.
func TestRowsRefused(t *testing.T) {
	folder := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	row := strings.Repeat("0,", 783)
	out := filepath.Join(folder, "out.csv")
	for _, c := range []struct {
		want string
		args []string
	}{
		{"-data: open ", []string{"-data", filepath.Join(folder, "none.csv"), "-out", out}},
		{"want a CSV file of images of 784 pixels", []string{"-data", write("narrow.csv", "1,2,3\n"), "-out", out}},
		{"line 2", []string{"-data", write("big.csv", row+"0\n"+row+"256\n"), "-out", out}},
		{"-data: got pictures", []string{"-data", "x.csv", "photo.jpg"}},
		{"-probabilities: is for -data only", []string{"-probabilities", "photo.jpg"}},
	} {
		code, stdout, stderr := call(c.args...)
		if code == 0 || stdout != "" || !strings.Contains(stderr, c.want) || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%v: exit code %d, %q, %q, want one line with %q", c.args, code, stdout, stderr, c.want)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%v leaves a file", c.args)
		}
	}
}

// A pipe that says nothing does not keep the program from ending.
func TestRowsEnd(t *testing.T) {
	r, w := io.Pipe()
	defer w.Close()
	ctx, cancel := context.WithCancel(t.Context())
	e := &endingReader{ctx: ctx, r: r}
	go func() { w.Write([]byte("ab")); cancel() }()
	text, err := io.ReadAll(e)
	if err == nil || len(text) > 2 {
		t.Errorf("got %q, %v, want the context's error", text, err)
	}
}

// Rows of any numbers are a table's, for a model of one: by hand, 2·(1 + 2.5) and
// 2·(-1 + 1e6).
func TestRowsOfTable(t *testing.T) {
	m, err := models.New(models.Recipe{
		Name: "sum", Scale: data.Raw, Loss: graph.MeanSquaredError,
		Layers: graph.Sequential{graph.Dense{Units: 1, NoBias: true}, graph.Rescaling{Scale: 2}},
	}, 1, 2, 0, 1)
	if err == nil {
		err = m.Params.Set("dense/kernel", []int{2, 1}, []float32{1, 1})
	}
	model := filepath.Join(t.TempDir(), "sum.safetensors")
	if err == nil {
		err = m.Save(model)
	}
	table := model + ".csv"
	if err == nil {
		err = os.WriteFile(table, []byte("a,b\n1,2.5\n-1,1e6\n"), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	code, _, stderr := call("-data", table, "-model", model, "-out", table+".out")
	if got, err := os.ReadFile(table + ".out"); code != 0 || err != nil || string(got) != "Id,Output1\n1,7\n2,2e+06\n" {
		t.Errorf("exit code %d, %q, %v: %q", code, stderr, err, got)
	}
}

// A table's columns are found by their names, and its rows called as it calls them: by hand
// 100·a + b.
func TestRowsOfNamedTable(t *testing.T) {
	m, err := models.New(models.Recipe{
		Name: "sum", Scale: data.Raw, Loss: graph.MeanSquaredError, Layers: graph.Sequential{graph.Dense{Units: 1, NoBias: true}},
	}, 1, 2, 0, 1)
	if err == nil {
		err = m.Params.Set("dense/kernel", []int{2, 1}, []float32{100, 1})
	}
	m.Columns, m.Target = []string{"a", "b, b"}, "price"
	model := filepath.Join(t.TempDir(), "sum.safetensors")
	if err == nil {
		err = m.Save(model)
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ table, want, says string }{
		{"a,\"b, b\"\n1,2.5\n2,3\n", "Id,price\n1,102.5\n2,203\n", ""},
		{"Id;\"b, b\";name;A\n\"x;1\";\"2.5\";cat;1\ny;3;;2\n", "Id,price\nx;1,102.5\ny,203\n", "column 1 (Id), column 3 (name) left out"},
		{"1,2.5\n", "Id,price\n1,102.5\n", "the columns are taken for a, b, b"},
		{"a,c\n1,2\n", "", `line 1: inconsistent data set: there is no column "b, b", which the model was trained with: there are a, c`},
		{"a,a,\"b, b\"\n1,2,3\n", "", `line 1: wrong form: two columns are called "a": rename one`},
		{"x,a,\"b, b\"\n1,1,2\n1,,2\n", "Id,price\n1,102\n", `line 3: column 2 (a): wrong form: no value ("")`},
		{"x,a,\"b, b\"\n1,2\n", "", "line 2: wrong form: it has 2 columns, want 3"},
		{"1,NA\n", "", "line 1: column 2: wrong form: no value"},
	} {
		path := model + ".csv"
		if err := os.WriteFile(path, []byte(c.table), 0o644); err != nil {
			t.Fatal(err)
		}
		code, stdout, stderr := call("-data", path, "-model", model)
		fails := !strings.HasPrefix(c.want, "Id") || strings.Contains(c.says, "no value")
		if fails != (code == 1) || !fails && stdout != c.want || strings.Count(stderr, "\n") > 1 {
			t.Errorf("%q: exit code %d, %q, %q, want %q", c.table, code, stdout, stderr, c.want)
		}
		if !fails || c.says == "" {
			continue // what is said of what goes well goes to os.Stderr
		}
		if !strings.Contains(stderr, c.says) {
			t.Errorf("%q: got %q, want %q", c.table, stderr, c.says)
		}
	}
}

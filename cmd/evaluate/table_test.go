package main

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// A model of a table's numbers is tested on the number, without being told. It predicts
// the mean of the last column, so that r2 is hardly above 0, and not 1.
func TestTable(t *testing.T) {
	const path = "../../data/testdata/diabetes.csv"
	source, err := data.Open(path, data.Options{Regression: true})
	if err != nil {
		t.Fatal(err)
	}
	mean, _ := source.Test.TargetMoments()
	m, err := models.New(models.Recipe{
		Name: "mean", Scale: data.Raw, Loss: graph.MeanSquaredError,
		Layers: graph.Sequential{graph.Dense{Units: 1}, graph.Rescaling{Scale: 1e-9, Offset: mean}},
	}, 1, 10, 0, 1)
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "mean.safetensors")
	if err := m.Save(file); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := call(file, "-data", path)
	if code != 0 || !strings.Contains(stdout, "12 test rows of diabetes") || !strings.Contains(stdout, "(mean_squared_error), r2: ") {
		t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
	}
	var l line
	if _, stdout, _ = call(file, "-data", path, "-json"); json.Unmarshal([]byte(stdout), &l) != nil || l.Measured["mae"] <= 0 || math.Abs(float64(l.Measured["r2"])) > 1e-6 {
		t.Errorf("got %q, want r2 0 and mae", stdout)
	}
	if code, _, stderr := call(file, "-data", path, "-report", t.TempDir()); code != 1 || !strings.Contains(stderr, "has no classes") {
		t.Errorf("a report: exit code %d, %q", code, stderr)
	}
}

// A table whose columns stand otherwise is the same table, and a report is about its rows.
func TestTableByNames(t *testing.T) {
	folder := t.TempDir()
	table := func(name, heading string, row func(x, y, class any) []any) string {
		text := heading + "\n"
		for i := range 50 {
			x := i % 2
			text += fmt.Sprintln(row(fmt.Sprint(x, ","), fmt.Sprint(i, ","), fmt.Sprint("abc"[x:x+1], ","))...)
		}
		text = strings.ReplaceAll(strings.ReplaceAll(text, " ", ""), ",\n", "\n")
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	first := table("first.csv", "x,y,class", func(x, y, class any) []any { return []any{x, y, class} })
	second := table("second.csv", "class,y,x", func(x, y, class any) []any { return []any{class, y, x} })
	source, err := data.Open(first, data.Options{})
	if err != nil {
		t.Fatal(err)
	}
	m, err := models.New(models.Recipe{
		Name: "x", Scale: data.Raw, Loss: graph.SparseCategoricalCrossentropy{From: graph.FromLogits},
		Layers: graph.Sequential{graph.Dense{Units: 2, NoBias: true}},
	}, 1, 2, 2, 1)
	if err == nil {
		err = m.Params.Set("dense/kernel", []int{2, 2}, []float32{-9, 9, 1e-3, 1e-3}) // b where x is 1; at 0 it is a tie
	}
	if err != nil {
		t.Fatal(err)
	}
	m.Columns, m.Target, m.ClassNames = source.Test.Columns, "class", source.Test.ClassNames
	file := filepath.Join(folder, "m.safetensors")
	if err := m.Save(file); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{first, second} {
		code, stdout, stderr := call(file, "-data", path, "-report", folder)
		if code != 0 || !strings.Contains(stdout, "accuracy 1.0000") {
			t.Errorf("%s: exit code %d, %q, %q", path, code, stdout, stderr)
		}
		page, err := os.ReadFile(filepath.Join(folder, "index.html"))
		if err != nil || !strings.Contains(string(page), "10 rows)") || strings.Contains(string(page), "Ten test images") {
			t.Errorf("%s: the report is not about rows, %v", path, err)
		}
	}
	third := table("third.csv", "class,y,z", func(x, y, class any) []any { return []any{class, y, x} })
	if code, _, stderr := call(file, "-data", third); code != 1 || !strings.Contains(stderr, `there is no column "x"`) {
		t.Errorf("exit code %d, %q", code, stderr)
	}
}

package main

import (
	"encoding/json"
	"math"
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
	if code, _, stderr := call(file, "-data", path, "-report", t.TempDir()); code != 1 || !strings.Contains(stderr, "diabetes is a table") {
		t.Errorf("a report: exit code %d, %q", code, stderr)
	}
}

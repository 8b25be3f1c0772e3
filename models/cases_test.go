package models

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
)

// Strangers' files, with what their makers' libraries compute. They are not part of the
// project: where they are not there, the test is skipped. Each must give the same
// probabilities, or be refused in one line; no file may be read and compute something
// else.
func TestStrangers(t *testing.T) {
	folder := "../../shared/cases/models"
	files, err := filepath.Glob(filepath.Join(folder, "*.expected.json"))
	if err != nil || len(files) == 0 {
		t.Skip("there are no strangers' files")
	}
	for _, file := range files {
		path := strings.TrimSuffix(file, ".expected.json")
		t.Run(filepath.Base(path), func(t *testing.T) {
			text, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want struct {
				Kind, Inputs, Scale   string
				Output, Probabilities [][]float64
			}
			if err := json.Unmarshal(text, &want); err != nil {
				t.Skip("other shapes: ", err)
			}
			scale, ok := map[string]data.Scale{"x = b/255": data.Unit, "x = (b/255-0.5)/0.5": data.Signed, "x = b": data.Raw, "x = b (the model scales)": data.Raw}[want.Scale]
			if !ok && want.Scale != "" {
				t.Logf("scale %q", want.Scale)
			}
			o := LoadOptions{Scale: &scale}
			switch {
			case strings.Contains(path, "tanh"):
				o.Activation = graph.Tanh
			case strings.Contains(path, "pt-bn"):
				o.Activation = graph.ReLU
			}
			m, err := LoadWith(path, o)
			if err != nil {
				if strings.Count(err.Error(), "\n") > 0 || len(err.Error()) > 600 {
					t.Errorf("unclear: %v", err)
				}
				t.Logf("REFUSED %s: %v", want.Kind, err)
				return
			}
			name, _, _ := strings.Cut(want.Inputs, ":")
			pixels, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			got, err := m.Predict(pixels[:len(want.Output)*m.Size()])
			if err != nil {
				t.Fatal(err)
			}
			rows := want.Probabilities
			if len(rows) == 0 || len(rows[0]) != m.Outputs() {
				rows = want.Output
			}
			worst := 0.0
			flat := slices.Concat(rows...)
			if len(flat) != len(got) {
				t.Fatalf("%d numbers, want %d", len(got), len(flat))
			}
			for i, v := range flat {
				worst = math.Max(worst, math.Abs(float64(got[i])-v))
			}
			result := fmt.Sprintf("%s: off by %.1e; assumed: %s", want.Kind, worst, strings.Join(m.Assumed, "; "))
			if !(worst <= 1e-5) {
				t.Errorf("WRONG %s", result)
				return
			}
			t.Logf("RIGHT %s", result)
		})
	}
}

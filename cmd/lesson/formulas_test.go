package main

import (
	"encoding/json"
	"math"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"digits/graph"
)

// recorded is a number of a file of graph/testdata, where one that JSON has not
// is text. Keras made them all: graph/testdata/README.md says how.
type recorded float64

func (r *recorded) UnmarshalJSON(text []byte) error {
	v, err := strconv.ParseFloat(strings.Trim(string(text), `"`), 64)
	*r = recorded(v)
	return err
}

func readRecorded(t *testing.T, file string, into any) {
	t.Helper()
	text, err := os.ReadFile("../../graph/testdata/" + file)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// isNear compares absolutely below 1 and relatively above.
func isNear(got, want, limit float64) bool { return math.Abs(got-want) <= limit*max(1, math.Abs(want)) }

// referenceNames are those that the files call otherwise, or have with other
// settings. Threshold at 0 is relu.
var referenceNames = map[string]string{
	"prelu": "PReLU(alpha=0.25)", "thresholded_relu": "ThresholdedReLU(theta=1.0)", "threshold": "relu",
}

// Every formula by hand is that of Keras 3.15.1 in float64, values and
// derivatives: at 22 points from -40 to 40, whose tanh is right to 1e-7 only, and
// at 16 more and at the kinks, in all its digits.
func TestFormulas(t *testing.T) {
	type curve struct{ Value, Derivative []recorded }
	var first struct {
		X           []float64
		Activations map[string]struct{ Value, Derivative json.RawMessage }
	}
	var second struct {
		Points, Kinks []float64
		Activations   map[string]struct{ Points, Kinks curve }
	}
	readRecorded(t, "activations.json", &first)
	readRecorded(t, "keras-jax.json", &second)
	for name, f := range formulas {
		reference, compared := name, 0
		if other, ok := referenceNames[name]; ok {
			reference = other
		}
		check := func(x []float64, want curve, limit float64) {
			for i, v := range want.Value {
				compared++
				if got, slope := f.value(x[i]), f.derivative(x[i]); !isNear(got, float64(v), limit) || !isNear(slope, float64(want.Derivative[i]), limit) {
					t.Errorf("%s at %v: got %v and %v, want %v and %v", name, x[i], got, slope, v, want.Derivative[i])
				}
			}
		}
		if w, ok := first.Activations[reference]; ok {
			var c curve
			if err := json.Unmarshal(w.Value, &c.Value); err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(w.Derivative, &c.Derivative); err != nil {
				t.Fatal(err)
			}
			limit := 1e-12
			if name == "tanh" || name == "mish" {
				limit = 1e-6
			}
			check(first.X, c, limit)
		}
		check(second.Points, second.Activations[reference].Points, 1e-12)
		check(second.Kinks, second.Activations[reference].Kinks, 1e-12)
		if compared < 22 && name != "hard_sigmoid_keras2" {
			t.Errorf("%s: compared at %d points", name, compared)
		}
	}
}

// Keras 2's hard_sigmoid is 0 to -2.5, 1 from 2.5 on, and 0.2·x + 0.5 between:
// at 1 it is 0.7.
func TestHardSigmoidOfKeras2(t *testing.T) {
	f := formulas["hard_sigmoid_keras2"]
	for x, want := range map[float64][2]float64{-3: {0, 0}, -2.5: {0, 0}, 0: {0.5, 0.2}, 1: {0.7, 0.2}, 2.5: {1, 0}, 9: {1, 0}} {
		if got := [2]float64{f.value(x), f.derivative(x)}; !isNear(got[0], want[0], 1e-15) || got[1] != want[1] {
			t.Errorf("at %v: got %v, want %v", x, got, want)
		}
	}
}

// The rows by hand are Keras', and the derivatives of their first output are
// central differences of it.
func TestRowFormulas(t *testing.T) {
	var reference struct {
		Rows    [][]float64
		Rowwise map[string]struct{ Value [][]float64 }
	}
	readRecorded(t, "keras-jax.json", &reference)
	for name, f := range rowFormulas {
		want := reference.Rowwise[name].Value
		if len(want) != len(reference.Rows) {
			t.Fatalf("%s: no reference", name)
		}
		for r, z := range reference.Rows {
			if name == "sparsemax" && want[r][0] == 0 && want[r][2] == 0 {
				want[r] = []float64{0.2375, 0.1375, 0.3375, 0.2875} // τ = (0.85 - 1)/4; Keras' are all 0
			}
			for i, v := range f.value(z) {
				if !isNear(v, want[r][i], 1e-12) {
					t.Errorf("%s of %v, %d: got %v, want %v", name, z, i, v, want[r][i])
				}
			}
			for i, slope := range f.first(z) {
				const h = 1e-5
				up, down := slices.Clone(z), slices.Clone(z)
				up[i], down[i] = up[i]+h, down[i]-h
				if d := (f.value(up)[0] - f.value(down)[0]) / (2 * h); !isNear(slope, d, 1e-8) {
					t.Errorf("%s of %v by z%d: got %v, want %v", name, z, i, slope, d)
				}
			}
		}
	}
}

// Every activation that has a name has a formula.
func TestAllActivations(t *testing.T) {
	for _, name := range graph.ActivationNames() {
		_, row := rowFormulas[name]
		if _, ok := formulas[name]; ok == row {
			t.Errorf("%s: has a formula: %v, and one of a row: %v", name, ok, row)
		}
	}
}

// The derivative of max(x, 0) + α·min(x, 0) by α is min(x, 0): -3, -1, 0; a step
// of 0.1 against it leads from 0.25 to 0.55, 0.35, 0.25.
func TestLearntSlope(t *testing.T) {
	gradient, alpha, err := trainedSlope([]float32{-3, -1, 2})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range [][2]float64{{-3, 0.55}, {-1, 0.35}, {0, 0.25}} {
		if float64(gradient[i]) != want[0] || !isNear(float64(alpha[i]), want[1], 1e-7) {
			t.Errorf("input %d: got gradient %v and α %v, want %v", i, gradient[i], alpha[i], want)
		}
	}
}

// difference is the last column of a table that compares.
var difference = regexp.MustCompile(`(?m) (\d(?:\.\d+)?e[-+]\d+)$`)

// largestDifference of all tables that an output compares in, and their number.
func largestDifference(t *testing.T, output string) (largest float64, compared int) {
	t.Helper()
	for _, m := range difference.FindAllStringSubmatch(output, -1) {
		d, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		largest, compared = max(largest, d), compared+1
	}
	return largest, compared
}

// 29 activations of one number and one of our own at 5 points each, 6 rows of
// PReLU's, and 8 of each of the four of rows, but for glu's two outputs.
// float64 rounds at 1e-16; PReLU's training is in float32.
func TestActivationsAgree(t *testing.T) {
	code, stdout, stderr := call("activations")
	largest, compared := largestDifference(t, stdout)
	if code != 0 || stderr != "" || largest > 2e-8 || compared != 30*5+6+4*8-2 {
		t.Errorf("exit code %d, %q; largest difference %v of %d", code, stderr, largest, compared)
	}
}

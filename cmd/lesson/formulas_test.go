package main

import (
	"encoding/json"
	"math"
	"os"
	"testing"
)

// The formulas by hand are Keras 3.15.1's, values and derivatives, at
// 22 points from -40 to 40, within 1e-6: graph/testdata says how they were
// recorded, and that its tanh is right to 1e-7 only.
func TestFormulas(t *testing.T) {
	text, err := os.ReadFile("../../graph/testdata/activations.json")
	if err != nil {
		t.Fatal(err)
	}
	var reference struct {
		X           []float64
		Activations map[string]struct{ Value, Derivative any }
	}
	if err := json.Unmarshal(text, &reference); err != nil {
		t.Fatal(err)
	}
	compared := 0
	for name, want := range reference.Activations {
		f, ok := formulaOf(name)
		if !ok {
			continue
		}
		compared++
		for i, x := range reference.X {
			value, slope := want.Value.([]any)[i].(float64), want.Derivative.([]any)[i].(float64)
			if math.Abs(f.value(x)-value) > 1e-6*max(1, math.Abs(value)) || math.Abs(f.derivative(x)-slope) > 1e-6*max(1, math.Abs(slope)) {
				t.Errorf("%s at %v: got %v and %v, want %v and %v", name, x, f.value(x), f.derivative(x), value, slope)
			}
		}
	}
	if got := len(formulas) + len(moreFormulas) - 1; compared != got {
		t.Errorf("compared %d of %d formulas", compared, got)
	}
}

package h5

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"digits/data"
)

// A plain forward pass predicts what Keras itself predicted.
func TestPredict(t *testing.T) {
	source, err := data.MNIST("")
	if err != nil {
		t.Skip(err)
	}
	for _, version := range []string{"keras2", "keras3"} {
		var recorded struct{ Expected map[string][][]float64 }
		if err := json.Unmarshal(content(t, "expected-"+version+".json"), &recorded); err != nil {
			t.Fatal(err)
		}
		if len(recorded.Expected) == 0 {
			t.Fatalf("%s: no expected outputs", version)
		}
		for name, want := range recorded.Expected {
			f := read(t, name)
			for i := range want {
				x := make([]float64, 784)
				for j, p := range source.Test.Image(i) {
					x[j] = float64(p) / 255
				}
				for j, got := range predict(x, f, strings.Contains(name, "dropout")) {
					if math.Abs(got-want[i][j]) > 1e-6 {
						t.Errorf("%s: image %d, class %d: %v, want %v", name, i, j, got, want[i][j])
					}
				}
			}
		}
	}
}

// predict applies the Dense layers of a file: relu, tanh in the middle of three,
// softmax at the end.
func predict(x []float64, f *File, three bool) []float64 {
	dense := slices.DeleteFunc(slices.Clone(f.Layers), func(l Layer) bool { return len(l.Weights) == 0 })
	for n, l := range dense {
		kernel := l.Weights[0]
		y := make([]float64, kernel.Shape[1])
		for j := range y {
			for i, v := range x {
				y[j] += v * float64(kernel.Values[i*len(y)+j])
			}
			if len(l.Weights) == 2 {
				y[j] += float64(l.Weights[1].Values[j])
			}
			switch {
			case n == len(dense)-1:
				y[j] = math.Exp(y[j])
			case n == 1 && three:
				y[j] = math.Tanh(y[j])
			default:
				y[j] = max(y[j], 0)
			}
		}
		x = y
	}
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	for j := range x {
		x[j] /= sum
	}
	return x
}

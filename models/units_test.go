package models

import (
	"testing"

	"digits/graph"
)

func TestWithUnitsOfTheRecipeChangesNothing(t *testing.T) {
	for _, r := range Recipes() {
		units := r.Units()
		if len(units) == 0 {
			continue
		}
		same, err := r.WithUnits(units...)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := describe(t, same.Layers), describe(t, r.Layers); got != want {
			t.Errorf("%s with its own units %v has the layers %s, want %s", r.Name, units, got, want)
		}
	}
}

func TestWithUnits(t *testing.T) {
	relu := graph.ReLU
	softmax := graph.Dense{Units: 10, Activation: graph.Softmax}
	for _, c := range []struct {
		name   string
		recipe Recipe
		units  []int
		want   graph.Sequential
	}{
		{"one layer more", Keras, []int{32, 16}, graph.Sequential{
			graph.Dense{Units: 32, Activation: relu}, graph.Dense{Units: 16, Activation: relu}, softmax,
		}},
		{"one layer less, with its dropout", KerasDropout, []int{64}, graph.Sequential{
			graph.Flatten{}, graph.Dense{Units: 64, Activation: relu}, graph.Dropout{Rate: 0.2}, softmax,
		}},
		{"PyTorch's names count on", Torch, []int{3, 2, 1}, graph.Sequential{
			torchLinear("fc1", 3, relu),
			graph.Dropout{Rate: 0.2},
			torchLinear("fc2", 2, relu),
			graph.Dropout{Rate: 0.2},
			torchLinear("fc3", 1, relu),
			graph.Dropout{Rate: 0.2},
			torchLinear("fc4", 10, nil),
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r, err := c.recipe.WithUnits(c.units...)
			if err != nil {
				t.Fatal(err)
			}
			if got, want := describe(t, r.Layers), describe(t, c.want); got != want {
				t.Errorf("got %s, want %s", got, want)
			}
		})
	}
}

// describe is the layers as a file has them: functions, such as initializers,
// cannot be compared.
func describe(t *testing.T, layers graph.Sequential) string {
	t.Helper()
	text, err := marshalLayers(layers, 10)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestWithUnitsRefuses(t *testing.T) {
	for _, units := range [][]int{nil, {0}, {4, -1}} {
		if r, err := Keras.WithUnits(units...); err == nil {
			t.Errorf("units %v make %v, want an error", units, r.Layers)
		}
	}
}

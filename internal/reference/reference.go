// Package reference is for tests against graph/testdata/layers: the made-up examples,
// initial weights and order of steps that its README describes, and what PyTorch and
// Keras make of them in float64.
package reference

import (
	"encoding/json"
	"iter"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"digits/data"
	"digits/graph"
	"digits/models"
)

// The sizes that the README names.
const (
	Rows, Inputs, Hidden, Classes = 24, 12, 6, 3
	Steps, Batch                  = 50, 8
)

// mix is murmur3's 32-bit finalizer.
func mix(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

// Uniform is number i of stream k, at least 0 and below 1.
func Uniform(k, i int) float64 { return float64(mix(uint32(i+7000003*k))) / (1 << 32) }

// Set returns the examples with their labels.
func Set() *data.Set {
	s := &data.Set{Name: "recorded", Height: 1, Width: Inputs, Classes: Classes}
	for i := range Rows * Inputs {
		s.Values = append(s.Values, float32(Uniform(1, i)))
	}
	for i := range Rows {
		s.Labels = append(s.Labels, byte(mix(uint32(i+7000003*2))%Classes))
	}
	return s
}

// Mask is the pruning mask of dense/kernel.
func Mask() []bool {
	mask := make([]bool, Inputs*Hidden)
	for i := range mask {
		mask[i] = mix(uint32(i+7000003*7))%2 == 1
	}
	return mask
}

// Plain is the plain network, with another activation or ReLU where it is nil.
func Plain(a graph.Activation) models.Recipe {
	if a == nil {
		a = graph.ReLU
	}
	return models.Recipe{
		Name:   "plain",
		Layers: graph.Sequential{graph.Dense{Units: Hidden, Activation: a}, graph.Dense{Units: graph.Classes}},
		Loss:   graph.SparseCategoricalCrossentropy{From: graph.FromLogits},
	}
}

// Model returns a recipe's model with the initial weights.
func Model(t testing.TB, r models.Recipe) *models.Model {
	t.Helper()
	m, err := models.New(r, 1, Inputs, Classes, 1)
	if err != nil {
		t.Fatal(err)
	}
	k := -1
	for name, p := range m.Params.All() {
		w, shape := p.Float32s(), p.Shape()
		if strings.HasSuffix(name, "/kernel") {
			k++
			kernel(w, k, math.Sqrt(6/float64(shape[0]+shape[1])))
		} else if strings.HasSuffix(name, "/bias") {
			for i := range w {
				w[i] = float32(0.01 * (2*float64(mix(uint32(i+10000000*k+5002000)))/(1<<32) - 1))
			}
		}
	}
	return m
}

// kernel writes the initial kernel of dense layer k, within a bound.
func kernel(w []float32, k int, bound float64) {
	for i := range w {
		w[i] = float32(bound * (2*float64(mix(uint32(i+10000000*k+2001)))/(1<<32) - 1))
	}
}

// All ranges over the steps: their numbers from 0, and their batches in the files' order.
func All(set *data.Set) iter.Seq2[int, data.Batch] {
	return func(yield func(int, data.Batch) bool) {
		for step := 0; ; {
			for b := range set.Batches(nil, Batch) {
				if step == Steps || !yield(step, b) {
					return
				}
				step++
			}
		}
	}
}

// Array is what a parameter is at the end.
type Array struct {
	Shape        []int
	Values       []float64 // of a small one; else
	Sum, Squares float64
	Samples      []float64
}

// Result is what most cases have.
type Result struct {
	Loss       []float64
	Parameters map[string]Array
	Outputs    [][]float64
}

// Case reads a case of a library's, torch or keras.
func Case[T any](t testing.TB, library, name string) (c T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root(t), "graph", "testdata", "layers", "steps-layers-"+library+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct{ Cases map[string]json.RawMessage }
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(file.Cases[name], &c); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return c
}

// root returns the folder of the module.
func root(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		up := filepath.Dir(folder)
		if up == folder {
			t.Fatal("there is no go.mod above the test")
		}
		folder = up
	}
}

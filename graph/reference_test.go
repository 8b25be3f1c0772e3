package graph

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func readReference(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatal(err)
	}
}

// number reads what JSON has no numbers for as well: inf, nan.
type number float64

func (n *number) UnmarshalJSON(text []byte) error {
	v, err := strconv.ParseFloat(strings.Trim(string(text), `"`), 64)
	*n = number(v)
	return err
}

func plain(x []number) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// referenceActivation is the activation that activations.json calls so.
func referenceActivation(t *testing.T, name string) Activation {
	t.Helper()
	switch name {
	case "PReLU(alpha=0.25)":
		return PReLU{Initial: 0.25}
	case "LeakyReLU(negative_slope=0.3)":
		return LeakyReLU{}
	case "ThresholdedReLU(theta=1.0)":
		return ThresholdedReLU{}
	}
	a, err := ActivationNamed(name)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// near compares within limit, absolute below 1 and relative above.
func near(got, want, limit float64) bool {
	if got == want {
		return true
	}
	return math.Abs(got-want) <= limit*math.Max(1, math.Abs(want))
}

func nearOrNaN(got, want, limit float64) bool { return math.IsNaN(want) || near(got, want, limit) }

func compareAll(t *testing.T, what string, got, want []float64, limit float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: got %d numbers, want %d", what, len(got), len(want))
	}
	for i := range want {
		if !near(got[i], want[i], limit) && !math.IsNaN(want[i]) {
			t.Errorf("%s, number %d: got %v, want %v", what, i, got[i], want[i])
		}
	}
}

// columns makes a row of each number.
func columns(x []float64) [][]float64 {
	rows := make([][]float64, len(x))
	for i, v := range x {
		rows[i] = []float64{v}
	}
	return rows
}

func flat(rows [][]float64) (x []float64) {
	for _, row := range rows {
		x = append(x, row...)
	}
	return x
}

// precisions are the types that a graph runs in, and how near it is to Keras.
var precisions = []struct {
	of    tensor.Dtype
	limit float64
}{{tensor.Float64, 1e-12}, {tensor.Float32, 1e-6}}

// Values and derivatives are those of Keras in float64 (activations.json).
// Its tanh, of XLA's, is right to 1e-7 only; keras-torch.json has the rest.
func TestActivationsAreKeras(t *testing.T) {
	var reference struct {
		X           []float64
		Activations map[string]json.RawMessage
	}
	readReference(t, "activations.json", &reference)
	rows := map[string]Activation{"softmax": Softmax, "log_softmax": LogSoftmax}
	for name, text := range reference.Activations {
		if a := rows[name]; a != nil {
			var want struct{ X, Value [][]float64 }
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			for _, p := range precisions {
				y, _, err := deriveIn(p.of, a, want.X)
				if err != nil {
					t.Fatal(err)
				}
				compareAll(t, name, flat(y), flat(want.Value), p.limit)
			}
			continue
		}
		var want struct{ Value, Derivative []float64 }
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		for _, p := range precisions {
			limit := p.limit
			if name == "tanh" {
				limit = max(limit, 2e-7)
			}
			y, d, err := deriveIn(p.of, referenceActivation(t, name), columns(reference.X))
			if err != nil {
				t.Fatal(err)
			}
			compareAll(t, name+" in "+p.of.String(), flat(y), want.Value, limit)
			compareAll(t, name+"' in "+p.of.String(), flat(d), want.Derivative, limit)
		}
	}
}

type recording struct {
	Points, Kinks, Huge []number
	Rows, Up            [][]float64
	Activations         map[string]map[string]struct{ Value, Derivative []number }
	Rowwise             map[string]struct{ Value, Gradient [][]float64 }
	Losses              map[string]struct {
		True     json.RawMessage `json:"y_true"`
		Pred     [][]float64     `json:"y_pred"`
		Value    number
		Gradient [][]number
	}
}

// All of Keras' activations, also at their kinks and at huge inputs; see
// testdata/record.py. What JAX rounds to float32 (tanh) PyTorch does
// not, and the other way round; at kinks JAX decides. Where Keras has NaN
// (silu at -Inf) anything goes.
func TestActivationsAreKerasEverywhere(t *testing.T) {
	var jax, torch recording
	readReference(t, "keras-jax.json", &jax)
	readReference(t, "keras-torch.json", &torch)
	points := map[string][]number{"points": jax.Points, "kinks": jax.Kinks, "huge": jax.Huge}
	for name := range jax.Activations {
		for what, x := range points {
			y, d, err := deriveIn(tensor.Float64, referenceActivation(t, name), columns(plain(x)))
			if err != nil {
				t.Fatal(err)
			}
			either, limit := []recording{jax, torch}, 1e-12
			if what == "kinks" {
				limit = 2e-7
				if name != "tanh" {
					either = either[:1]
				}
			}
			for i := range x {
				value, derivative := y[i][0], d[i][0]
				right := func(r recording) bool {
					want := r.Activations[name][what]
					return nearOrNaN(value, float64(want.Value[i]), limit) && nearOrNaN(derivative, float64(want.Derivative[i]), limit)
				}
				if !slices.ContainsFunc(either, right) {
					t.Errorf("%s at %v: got %v, derivative %v, want %v, %v", name, x[i], value, derivative,
						jax.Activations[name][what].Value[i], jax.Activations[name][what].Derivative[i])
				}
			}
		}
	}
}

// The row-wise ones, with gradients from other derivatives than 1.
func TestRowwiseActivationsAreKeras(t *testing.T) {
	var torch recording
	readReference(t, "keras-torch.json", &torch)
	for name, want := range torch.Rowwise {
		a := referenceActivation(t, name)
		y, _, err := Derive(a, torch.Rows)
		if err != nil {
			t.Fatal(err)
		}
		if name == "sparsemax" {
			// Keras 3.15.1 is right for one class alone. By hand, the third row,
			// whose sum is 0.85: each gets a fourth of 0.15.
			compareAll(t, name, y[2], []float64{0.2375, 0.1375, 0.3375, 0.2875}, 1e-12)
			y, want.Value, want.Gradient = y[:2], want.Value[:2], want.Gradient[:2]
		}
		compareAll(t, name, flat(y), flat(want.Value), 1e-12)
		up := LossFunc(func(s *Scope, x, weights *gorgonia.Node) (*gorgonia.Node, error) {
			y, err := a.Apply(s, x)
			if err != nil {
				return nil, err
			}
			if y, err = gorgonia.HadamardProd(y, weights); err != nil {
				return nil, err
			}
			return gorgonia.Sum(y)
		})
		weights := make([][]float64, len(torch.Up))
		for i, row := range torch.Up {
			weights[i] = row[:len(y[0])]
		}
		_, d, err := DeriveLoss(up, torch.Rows, weights)
		if err != nil {
			t.Fatal(err)
		}
		compareAll(t, name+"'", flat(d[:len(want.Gradient)]), flat(want.Gradient), 1e-12)
	}
}

// referenceLoss is the loss that the recordings call so.
func referenceLoss(t *testing.T, name string) Loss {
	t.Helper()
	name, _, _ = strings.Cut(name, " ")
	name = strings.TrimSuffix(name, ",")
	from := FromProbabilities
	if call, ok := strings.CutSuffix(name, "(from_logits=True)"); ok {
		name, from = call, FromLogits
	}
	l, err := LossNamed(name, from)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// targetsOf reads rows, or class numbers.
func targetsOf(t *testing.T, text json.RawMessage) (rows [][]float64) {
	t.Helper()
	var labels []float64
	if json.Unmarshal(text, &labels) == nil {
		return columns(labels)
	}
	if err := json.Unmarshal(text, &rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// Keras on PyTorch (keras-torch.json) is exact in float64. losses.json, of JAX,
// has means by a float32 1/n, so its numbers hold to 1e-7. Two of its losses are
// the lesson's: 1.6632198 and 2.7663.
func TestLossesAreKeras(t *testing.T) {
	for file, limit := range map[string]float64{"losses.json": 1e-7, "keras-torch.json": 1e-12} {
		var reference recording
		readReference(t, file, &reference)
		for name, c := range reference.Losses {
			for _, p := range precisions {
				value, gradient, err := deriveLossIn(p.of, referenceLoss(t, name), c.Pred, targetsOf(t, c.True))
				if err != nil {
					t.Fatal(err)
				}
				tolerance := max(limit, p.limit)
				if p.of == tensor.Float32 && strings.HasSuffix(name, "huge") {
					continue // their squares overflow
				}
				if !nearOrNaN(value, float64(c.Value), tolerance) {
					t.Errorf("%s in %v: got %v, want %v", name, p.of, value, c.Value)
				}
				for i, row := range c.Gradient {
					compareAll(t, name+" gradient in "+p.of.String(), gradient[i], plain(row), tolerance)
				}
			}
		}
	}
}

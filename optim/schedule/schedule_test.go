package schedule

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"
)

// Every schedule has Keras' or PyTorch's rates; ../testdata/record.py asked them.
// Keras computes some of its in float32.
func TestSchedulesAreKerasAndPyTorchs(t *testing.T) {
	text, err := os.ReadFile("../testdata/schedules.json")
	if err != nil {
		t.Fatal(err)
	}
	var r struct {
		Initial float64
		Steps   []int
		Rates   map[string][]float64
	}
	if err := json.Unmarshal(text, &r); err != nil {
		t.Fatal(err)
	}
	ours := map[string]Schedule{
		"keras ExponentialDecay(10, 0.5)":                           Exponential{Steps: 10, Factor: 0.5},
		"keras ExponentialDecay(10, 0.5, staircase)":                Step{Steps: 10, Factor: 0.5},
		"keras PiecewiseConstantDecay([10, 20], [0.1, 0.05, 0.01])": Piecewise{Boundaries: []int{10, 20}, Factors: []float64{1, 0.5, 0.1}},
		"keras CosineDecay(50)":                                     Cosine{Steps: 50},
		"keras CosineDecay(50, alpha=0.1)":                          Cosine{Steps: 50, Floor: 0.1},
		"keras CosineDecay(40, warmup 10)":                          Warmup{Steps: 10, Then: Cosine{Steps: 40}},
		"torch ExponentialLR(0.9)":                                  Exponential{Factor: 0.9},
		"torch StepLR(10, 0.5)":                                     Step{Steps: 10, Factor: 0.5},
		"torch MultiStepLR([10, 20], 0.1)":                          Piecewise{Boundaries: []int{9, 19}, Factors: []float64{1, 0.1, 0.01}},
		"torch CosineAnnealingLR(60, 0.01)":                         Cosine{Steps: 60, Floor: 0.1},
		"torch LinearLR(1/3, 10)":                                   Warmup{Steps: 10, Start: 1.0 / 3},
	}
	if len(r.Rates) != len(ours) {
		t.Errorf("%d schedules recorded, %d compared", len(r.Rates), len(ours))
	}
	for name, want := range r.Rates {
		tolerance := 1e-15
		if name[0] == 'k' {
			tolerance = 1e-8
		}
		for i, step := range r.Steps {
			got := ours[name].Rate(r.Initial, step)
			if !(math.Abs(got-want[i]) <= tolerance) {
				t.Errorf("%s: the rate of step %d is %v, want %v", name, step, got, want[i])
			}
		}
	}
}

func TestConstant(t *testing.T) {
	if rate := (Constant{}).Rate(0.1, 7); rate != 0.1 {
		t.Errorf("got %v, want 0.1", rate)
	}
}

// Five epochs of 100 steps.
func ExampleParse() {
	for _, text := range []string{"constant", "exponential:0.9", "step:2,0.5", "cosine:0.1"} {
		s, err := Parse(text, Length{Epoch: 100, Total: 500})
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Printf("%.4f %.4f %v\n", s.Rate(1, 250), s.Rate(1, 500), s)
	}
	// By hand: 0.9^2.5 and 0.9^5; 1/2 and 1/4; half way and all the way to 0.1.
	// Output:
	// 1.0000 1.0000 constant
	// 0.7684 0.5905 times 0.9 every 100 steps, exponentially
	// 0.5000 0.2500 times 0.5 every 200 steps
	// 0.5500 0.1000 falling to 0.1 of it along a cosine in 500 steps
}

package schedule

import (
	"encoding/json"
	"fmt"
	"math"
	"os"
	"strings"
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
		"torch OneCycleLR(0.1, 62)":                                 OneCycle{Steps: 62},
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

func TestParseRefuses(t *testing.T) {
	for text, want := range map[string]string{
		"cosin":           `got "cosin", want one of constant, exponential`,
		"step:0,0.5":      `got "step:0,0.5"`,
		"step:5":          `got "step:5"`,
		"step:5,x":        `got "step:5,x", want numbers`,
		"cosine:2":        `got "cosine:2"`,
		"exponential:nan": `got "exponential:nan"`,
		"exponential:0":   `got "exponential:0"`,
	} {
		if _, err := Parse(text); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: %v, want an error that begins with %q", text, err, want)
		}
	}
}

// A schedule in epochs, or to the end of a training, has no rate before it knows
// how long these are.
func TestRateNeedsALength(t *testing.T) {
	for _, s := range []Schedule{Cosine{}, Cosine{Floor: 1}, Step{Epochs: 2, Factor: 0.5}, Exponential{Epochs: 1, Factor: 0.5}, Warmup{Steps: 2, Then: Cosine{}}} {
		if rate := s.Rate(1, 5); rate == rate {
			t.Errorf("%v: got the rate %v, want NaN", s, rate)
		}
		if rate := For(s, Length{Epoch: 10, Total: 30}).Rate(1, 5); !(rate > 0 && rate <= 1) {
			t.Errorf("%v: got the rate %v for a training of 30 steps", s, rate)
		}
	}
	// A warm-up of 10 steps leaves 40; what has steps of its own keeps them.
	if got, want := For(Warmup{Steps: 10, Then: Cosine{}}, Length{Epoch: 10, Total: 50}), (Warmup{Steps: 10, Then: Cosine{Steps: 40}}); got != Schedule(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := For(Cosine{Steps: 7}, Length{Epoch: 10, Total: 50}); got != Schedule(Cosine{Steps: 7}) {
		t.Errorf("got %v, want its own 7 steps", got)
	}
}

// Five epochs of 100 steps.
func ExampleParse() {
	for _, text := range []string{"constant", "exponential:0.9", "step:2,0.5", "cosine:0.1"} {
		s, err := Parse(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		s = For(s, Length{Epoch: 100, Total: 500})
		fmt.Printf("%.4f %.4f %v\n", s.Rate(1, 250), s.Rate(1, 500), s)
	}
	// By hand: 0.9^2.5 and 0.9^5; 1/2 and 1/4; half way and all the way to 0.1.
	// Output:
	// 1.0000 1.0000 constant
	// 0.7684 0.5905 times 0.9 every 100 steps, exponentially
	// 0.5000 0.2500 times 0.5 every 200 steps
	// 0.5500 0.1000 falling to 0.1 of it along a cosine in 500 steps
}

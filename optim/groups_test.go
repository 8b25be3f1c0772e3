package optim

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/optim/schedule"
)

// recorded is testdata/groups.json; record_groups.py, which says what the start and
// the gradients are, asked PyTorch.
type recorded struct {
	Steps int
	Cases map[string]struct {
		Weights map[string][]float64
		Rates   []float64 // of the last step
	}
}

// wave is one of its parameters, in either type of number.
type wave struct {
	name string
	p    int
	step *int
	w, g *tensor.Dense
}

func (v wave) Name() string          { return v.name }
func (v wave) Value() gorgonia.Value { return v.w }

func (v wave) Grad() (gorgonia.Value, error) {
	for i := range v.w.DataSize() {
		cos := math.Cos(0.7*float64(*v.step) + float64(i) + 5*float64(v.p))
		if v.w.Dtype() == tensor.Float32 {
			v.g.Float32s()[i] = float32(cos) + 0.1*v.w.Float32s()[i]
		} else {
			v.g.Float64s()[i] = cos + 0.1*v.w.Float64s()[i]
		}
	}
	return v.g, nil
}

func waves(step *int, of tensor.Dtype) []gorgonia.ValueGrad {
	var all []gorgonia.ValueGrad
	for p, name := range []string{"dense/kernel", "dense/bias", "head/kernel", "head/bias"} {
		n := []int{6, 2, 8, 4}[p]
		v := wave{name, p, step, tensor.New(tensor.Of(of), tensor.WithShape(n)), tensor.New(tensor.Of(of), tensor.WithShape(n))}
		for i := range n {
			start := math.Sin(float64(i + 1 + 10*p))
			if of == tensor.Float32 {
				v.w.Float32s()[i] = float32(start)
			} else {
				v.w.Float64s()[i] = start
			}
		}
		all = append(all, v)
	}
	return all
}

func ratesAndDecays() Groups {
	return Groups{
		{Match: "/bias$", Optimizer: &Adam{LearningRate: 0.05}},
		{Match: "", Optimizer: &AdamW{LearningRate: 0.01, Decay: 0.1}},
	}
}

func frozenGroups() Groups {
	return Groups{
		{Match: "^dense/"},
		{Match: "/bias$", Optimizer: &SGD{LearningRate: 0.1, Momentum: 0.9, Nesterov: true}},
		{Match: "", Optimizer: &Adam{LearningRate: 0.02}},
	}
}

// grouped are ours for the recording's cases.
func grouped() map[string]Optimizer {
	return map[string]Optimizer{
		"rates and decays":               ratesAndDecays(),
		"frozen":                         frozenGroups(),
		"frozen, clipped by global norm": &ClipGlobalNorm{Optimizer: frozenGroups(), Limit: 0.5},
		"exponential":                    &Scheduled{Optimizer: ratesAndDecays(), Schedule: schedule.Exponential{Factor: 0.9}},
		"masked adam":                    &Masked{Optimizer: &Adam{LearningRate: 0.02}},
		"masked adamw":                   &Masked{Optimizer: &AdamW{LearningRate: 0.02, Decay: 0.1}},
		"masked momentum, l2":            &Masked{Optimizer: &L2{Optimizer: &SGD{LearningRate: 0.02, Momentum: 0.9}, Decay: 0.1}},
		"masked rmsprop, clipped": &Masked{
			Optimizer: &ClipGlobalNorm{Optimizer: &RMSprop{LearningRate: 0.02, Momentum: 0.5, Centered: true}, Limit: 0.5},
		},
		"masked groups": &Masked{Optimizer: ratesAndDecays()},
	}
}

// setMasks sets the recording's masks of a step.
func setMasks(o Optimizer, step int) {
	m, ok := o.(*Masked)
	if !ok {
		return
	}
	switch step {
	case 0:
		m.SetMask("dense/kernel", []bool{false, true, true, false, true, false})
		m.SetMask("head/bias", []bool{true, false, true, true})
	case 10:
		m.SetMask("dense/kernel", []bool{true, false, true, false, false, true})
	}
}

// The groups and masks end where PyTorch's parameter groups end, and masks that are
// multiplied by hand: in float64 to the last digits, in float32 to its precision.
func TestGroupsAndMasksArePyTorchs(t *testing.T) {
	var r recorded
	readJSON(t, "testdata/groups.json", &r)
	ours := grouped()
	if len(r.Cases) != len(ours) {
		t.Errorf("%d cases recorded, %d compared", len(r.Cases), len(ours))
	}
	for of, tolerance := range map[tensor.Dtype]float64{tensor.Float64: 1e-12, tensor.Float32: 2e-5} {
		for name, o := range grouped() {
			step := 0
			model := waves(&step, of)
			for ; step < r.Steps; step++ {
				setMasks(o, step)
				if err := o.Step(model); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
			}
			for _, p := range model {
				if len(r.Cases[name].Weights[nameOf(p)]) != p.Value().(*tensor.Dense).DataSize() {
					t.Fatalf("%s: there is no reference of %s", name, nameOf(p))
				}
				reaches(t, fmt.Sprintf("%s, %v, %s", name, of, nameOf(p)), asFloats(p), r.Cases[name].Weights[nameOf(p)], tolerance)
			}
			got := Current(o)
			slices.Sort(got)
			want := slices.Clone(r.Cases[name].Rates)
			slices.Sort(want)
			if len(got) != len(want) {
				t.Fatalf("%s: the rates are %v, want %v", name, got, want)
			}
			reaches(t, name+", rates", got, want, 1e-15)
		}
	}
}

func asFloats(p gorgonia.ValueGrad) []float64 {
	single, double, _ := numbers(p.Value())
	for _, x := range single {
		double = append(double, float64(x))
	}
	return double
}

// What is frozen keeps its bits, and what a mask has out is 0 after each step, though
// there is decay, momentum, and NaN in its gradient.
func TestFrozenAndMaskedWeights(t *testing.T) {
	step := 0
	model := waves(&step, tensor.Float32)
	before := bits(model[0].Value().(*tensor.Dense), model[1].Value().(*tensor.Dense))
	for o := frozenGroups(); step < 3; step++ {
		if err := o.Step(model); err != nil {
			t.Fatal(err)
		}
	}
	if after := bits(model[0].Value().(*tensor.Dense), model[1].Value().(*tensor.Dense)); after != before {
		t.Errorf("frozen weights moved from %s to %s", before, after)
	}
	for name, o := range everything() {
		m := &Masked{Optimizer: o}
		m.SetMask("dense/kernel", slices.Repeat([]bool{false, true, false}, 5))
		model := parameters(tensor.Float32)
		for step := range 3 {
			drive(t, m, model, step, step+1)
			for i, w := range model[0].Value().(*tensor.Dense).Float32s() {
				if i%3 != 1 && math.Float32bits(w) != 0 {
					t.Errorf("%s: weight %d is %v after step %d, want 0", name, i, w, step)
				}
			}
		}
		g, _ := model[0].Grad()
		g.(*tensor.Dense).Float32s()[0] = float32(math.NaN())
		if err := m.Step(model); err != nil {
			t.Fatal(err)
		}
		for i, w := range model[0].Value().(*tensor.Dense).Float32s() {
			if w-w != 0 || i%3 != 1 && w != 0 {
				t.Errorf("%s: weight %d is %v after a gradient of NaN that is masked", name, i, w)
			}
		}
	}
}

// nameless is a parameter without a name.
type nameless struct{ gorgonia.ValueGrad }

func TestGroupsRefuse(t *testing.T) {
	sgd := &SGD{}
	for want, g := range map[string]Groups{
		`got no groups`: {},
		`no group matches the parameter head/bias: end with one whose Match is ""`:                                                  {{Match: "dense/|kernel", Optimizer: sgd}},
		`"^densse" matches none of the parameters dense/kernel, dense/bias, head/kernel, head/bias that the groups before it leave`: {{Match: "^densse"}, {Optimizer: sgd}},
		`"bias" matches none`:          {{Optimizer: sgd}, {Match: "bias", Optimizer: &SGD{}}},
		`"(": error parsing regexp`:    {{Match: "(", Optimizer: sgd}},
		`"bias" and "" share one`:      {{Match: "bias", Optimizer: sgd}, {Optimizer: sgd}},
		`nothing would be trained`:     {{}},
		`two: give each group its own`: nil,
	} {
		step := 0
		model := waves(&step, tensor.Float32)
		before := bits(model[0].Value().(*tensor.Dense), model[3].Value().(*tensor.Dense))
		var o Optimizer = g
		if g == nil {
			o, want = &Decoupled{Optimizer: ratesAndDecays(), Decay: 0.1}, "got 2 learning rates around which it stands, want one: give each group its own"
		}
		err := o.Step(model)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with %q", err, want)
		}
		if len(g) > 0 {
			names := []string{"dense/kernel", "dense/bias", "head/kernel", "head/bias"}
			if checked := Check(&ClipNorm{Optimizer: g, Limit: 1}, names); checked == nil || checked.Error() != err.Error() {
				t.Errorf("Check says %v, the first step %v", checked, err)
			}
		}
		if after := bits(model[0].Value().(*tensor.Dense), model[3].Value().(*tensor.Dense)); after != before {
			t.Errorf("%s: weights moved", want)
		}
	}
	step := 0
	model := waves(&step, tensor.Float32)
	o := ratesAndDecays()
	if err := o.Step([]gorgonia.ValueGrad{nameless{model[0]}}); err == nil || !strings.Contains(err.Error(), "parameter 0 has no name: give it a method Name() string") {
		t.Errorf("a parameter without a name: got %v", err)
	}
	if err := o.Step(model); err != nil {
		t.Fatal(err)
	}
	for want, other := range map[string][]gorgonia.ValueGrad{
		"the parameters' order must not change": {model[1], model[0], model[2], model[3]},
		"parameter 3 was head/bias":             model[:3],
		"got 5 parameters, had 4":               append(slices.Clone(model), model[0]),
	} {
		if err := o.Step(other); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

func TestMasksRefuse(t *testing.T) {
	step := 0
	for want, mask := range map[string]struct {
		name string
		size int
	}{
		`there is no parameter "dense", but dense/kernel, dense/bias, head/kernel, head/bias`: {"dense", 6},
		"head/bias has 4 weights, its mask 5":                                                 {"head/bias", 5},
	} {
		m := &Masked{Optimizer: &SGD{}}
		m.SetMask(mask.name, make([]bool, mask.size))
		if err := m.Step(waves(&step, tensor.Float32)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want an error with %q", err, want)
		}
	}
}

// A group's text names what it holds, and Keras has none of it.
func TestGroupsText(t *testing.T) {
	d := Describe(frozenGroups())
	want := `groups: "^dense/" frozen; "/bias$" by SGD in PyTorch's form, learning rate 0.1, momentum 0.9, Nesterov; "" by Adam in PyTorch's form, learning rate 0.02, epsilon 1e-08`
	if d.Text != want || d.Class != "" {
		t.Errorf("got %+v, want no class and %s", d, want)
	}
}

// A schedule goes by each group's own initial rate, and a rate that is lowered on the
// way lowers the rest of its schedule alone.
func TestRatesOfGroups(t *testing.T) {
	o := &Scheduled{Optimizer: ratesAndDecays(), Schedule: schedule.Exponential{Factor: 0.5}}
	step := 0
	model := waves(&step, tensor.Float64)
	if got := Current(o); !slices.Equal(got, []float64{0.05, 0.01}) {
		t.Errorf("before the first step: %v", got)
	}
	for i, want := range [][]float64{{0.05, 0.01}, {0.025, 0.005}, {0.0125, 0.00025}} {
		if err := o.Step(model); err != nil {
			t.Fatal(err)
		}
		if got := Current(o); !slices.Equal(got, want) {
			t.Errorf("step %d took %v, want %v", i, got, want)
		}
		if rates, err := Rates(o); err == nil && i == 1 {
			*rates[1] /= 10
		}
	}
	if _, err := Rates(gorgonia.NewVanillaSolver()); err == nil || !strings.Contains(err.Error(), "got an optimizer *gorgonia.VanillaSolver, want one whose learning rate can be set") {
		t.Errorf("got %v", err)
	}
	if got := Current(gorgonia.NewVanillaSolver()); got != nil {
		t.Errorf("got the rates %v of a solver that tells none", got)
	}
}

func TestGroupsAndMasksAllocateNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	for name, o := range grouped() {
		step := 0
		setMasks(o, 0)
		model := waves(&step, tensor.Float32)
		once := func() {
			if err := o.Step(model); err != nil {
				t.Fatal(err)
			}
		}
		once()
		if n := testing.AllocsPerRun(20, once); n != 0 {
			t.Errorf("%s: %v allocations a step, want 0", name, n)
		}
	}
}

package optim

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/optim/schedule"
)

// resumables is everything, and what everything has not: other settings,
// schedules, wrappers of wrappers.
func resumables() map[string]Optimizer {
	all := everything()
	all["scheduled adam"] = &Scheduled{Optimizer: &Adam{}, Schedule: schedule.Warmup{Steps: 3, Then: schedule.Cosine{Steps: 20}}}
	all["all around adamw"] = &Scheduled{
		Optimizer: &ClipGlobalNorm{Optimizer: &L2{Optimizer: &AdamW{Form: Keras}, Decay: 0.1}, Limit: 0.5},
		Schedule:  schedule.Exponential{Factor: 0.9},
	}
	all["adam with gorgonia's options"] = &Adam{Options: []gorgonia.SolverOpt{gorgonia.WithL2Reg(0.1), gorgonia.WithClip(0.5)}}
	all["groups"] = Groups{{Match: "kernel", Optimizer: &Adam{}}, {Optimizer: &SGD{Momentum: 0.9}}}
	all["frozen and scheduled groups"] = &Scheduled{
		Optimizer: &ClipNorm{Optimizer: Groups{{Match: "bias"}, {Optimizer: &Nadam{}}}, Limit: 0.5}, Schedule: schedule.Exponential{Factor: 0.9},
	}
	all["groups with schedules"] = Groups{
		{Match: "bias", Optimizer: &Scheduled{Optimizer: &AdamW{}, Schedule: schedule.Cosine{Steps: 20}}},
		{Optimizer: &Scheduled{Optimizer: &RMSprop{}, Schedule: schedule.Step{Steps: 3, Factor: 0.5}}},
	}
	all["masked groups"] = &Masked{Optimizer: Groups{{Match: "kernel", Optimizer: &Adam{}}, {Optimizer: &SGD{Momentum: 0.9}}}}
	all["centered without momentum"] = &RMSprop{Centered: true}
	all["dampened"] = &SGD{Momentum: 0.9, Dampening: 0.5}
	return all
}

// drive makes the steps from..to-1, whose gradients are those of no other step.
// The learning rate is changed in the middle, as a plateau does.
func drive(t *testing.T, o Optimizer, m []gorgonia.ValueGrad, from, to int) {
	t.Helper()
	for step := from; step < to; step++ {
		r := rand.New(rand.NewPCG(uint64(step), 1))
		for _, p := range m {
			g, _ := p.Grad()
			for i := range g.(*tensor.Dense).DataSize() {
				if g.Dtype() == tensor.Float32 {
					g.(*tensor.Dense).Float32s()[i] = float32(r.NormFloat64())
				} else {
					g.(*tensor.Dense).Float64s()[i] = r.NormFloat64()
				}
			}
		}
		if step == 3 {
			for _, rate := range o.Rates() {
				*rate *= 0.7
			}
		}
		if err := o.Step(m); err != nil {
			t.Fatal(err)
		}
	}
}

// parameters are two, whose values are always the same.
func parameters(of tensor.Dtype) []gorgonia.ValueGrad {
	var m []gorgonia.ValueGrad
	for _, shape := range [][]int{{3, 5}, {5}} {
		w, g := tensor.New(tensor.Of(of), tensor.WithShape(shape...)), tensor.New(tensor.Of(of), tensor.WithShape(shape...))
		for i := range w.DataSize() {
			if of == tensor.Float32 {
				w.Float32s()[i] = float32(i) / 7
			} else {
				w.Float64s()[i] = float64(i) / 7
			}
		}
		m = append(m, &held{[]string{"dense/kernel", "dense/bias"}[len(m)], w, g})
	}
	return m
}

// bits is a text of all bits of tensors.
func bits(list ...*tensor.Dense) string {
	var b strings.Builder
	for _, t := range list {
		fmt.Fprint(&b, t.Dtype(), t.DataSize(), ":")
		for i := range t.DataSize() {
			if t.Dtype() == tensor.Float32 {
				fmt.Fprintf(&b, " %08x", math.Float32bits(t.Float32s()[i]))
			} else {
				fmt.Fprintf(&b, " %016x", math.Float64bits(t.Float64s()[i]))
			}
		}
	}
	return b.String()
}

// everyBit is a text of all that an optimizer has come to.
func everyBit(t *testing.T, o Optimizer, m []gorgonia.ValueGrad) string {
	t.Helper()
	s, err := o.State()
	if err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("%x", s.Numbers) // in the order of their names
	for _, p := range m {
		text += bits(p.Value().(*tensor.Dense))
	}
	for _, name := range slices.Sorted(maps.Keys(s.Tensors)) {
		text += name + bits(s.Tensors[name]...)
	}
	return text
}

// Another optimizer of the same settings goes on from a state to the same bits,
// from before the first step and from after some, in float32 and in float64.
func TestStatesGoOn(t *testing.T) {
	for _, of := range []tensor.Dtype{tensor.Float32, tensor.Float64} {
		for _, cut := range []int{0, 1, 5} {
			straight, first, second := resumables(), resumables(), resumables()
			for name, o := range straight {
				want := parameters(of)
				drive(t, o, want, 0, 9)

				got := parameters(of)
				drive(t, first[name], got, 0, cut)
				s, err := first[name].State()
				if err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				drive(t, first[name], parameters(of), cut, 9) // must not change the state
				if err := second[name].Restore(s); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				// A state that was restored and not yet used is the same state.
				if s, err = second[name].State(); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				if err := second[name].Restore(s); err != nil {
					t.Fatalf("%s: %v", name, err)
				}
				drive(t, second[name], got, cut, 9)
				if got, want := everyBit(t, second[name], got), everyBit(t, o, want); got != want {
					t.Errorf("%s in %v, restored after %d steps: it comes to other bits:\n%s\n%s", name, of, cut, got, want)
				}
			}
		}
	}
}

func TestRestoreRefuses(t *testing.T) {
	ones := func(n int) []*tensor.Dense {
		return []*tensor.Dense{tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(n))}
	}
	good := map[string]float64{"step": 1, "learning_rate": 0.1}
	for want, c := range map[string]struct {
		o Optimizer
		s State
	}{
		`sgd: got the numbers []`:                   {&SGD{}, State{}},
		`sgd: got the numbers ["x"], want`:          {&SGD{}, State{Numbers: map[string]float64{"x": 1}}},
		`sgd: got -1 steps`:                         {&SGD{}, State{Numbers: map[string]float64{"step": -1, "learning_rate": 1}}},
		`sgd: got NaN steps`:                        {&SGD{}, State{Numbers: map[string]float64{"step": math.NaN(), "learning_rate": 1}}},
		`sgd: got 1e+300 steps`:                     {&SGD{}, State{Numbers: map[string]float64{"step": 1e300, "learning_rate": 1}}},
		`sgd: got the tensors ["x"], want []`:       {&SGD{}, State{Numbers: good, Tensors: map[string][]*tensor.Dense{"x": ones(1)}}},
		`adam: got the tensors ["exp_avg"]`:         {&Adam{}, State{Numbers: good, Tensors: map[string][]*tensor.Dense{"exp_avg": ones(1)}}},
		`adam: got the numbers []`:                  {&AdamW{}, State{}},
		`exp_avg_sq 0 has 2 numbers`:                {&Adam{}, State{Numbers: good, Tensors: map[string][]*tensor.Dense{"exp_avg": ones(1), "exp_avg_sq": ones(2)}}},
		`got 0 tensors exp_avg, want 0`:             {&Lion{}, State{Numbers: good, Tensors: map[string][]*tensor.Dense{"exp_avg": nil}}},
		`schedule: got the numbers`:                 {&Scheduled{Optimizer: &SGD{}, Schedule: schedule.Constant{}}, State{Numbers: good}},
		`is of int, want float32 or float64`:        {&Lion{}, State{Numbers: good, Tensors: map[string][]*tensor.Dense{"exp_avg": {tensor.New(tensor.Of(tensor.Int), tensor.WithShape(1))}}}},
		`got 2 tensors exp_inf, want 1 as of`:       {&Adamax{}, State{Numbers: good, Tensors: map[string][]*tensor.Dense{"exp_avg": ones(1), "exp_inf": append(ones(1), ones(1)...)}}},
		`nadam: got the numbers ["learning_rate" "`: {&Nadam{}, State{Numbers: good}},
	} {
		before := fmt.Sprint(c.o)
		err := c.o.Restore(c.s)
		if !errors.Is(err, ErrState) || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("got %v, want one line with %q", err, want)
		}
		if after := fmt.Sprint(c.o); after != before {
			t.Errorf("%s: it is %s now, was %s", want, after, before)
		}
	}
}

// A state of other parameters is an error at the first step, and never a panic.
func TestStatesOfOtherParameters(t *testing.T) {
	for name, o := range everything() {
		other := everything()[name]
		drive(t, o, parameters(tensor.Float32), 0, 2)
		s, err := o.State()
		if err != nil {
			t.Fatal(err)
		}
		if err := other.Restore(s); err != nil {
			t.Fatal(err)
		}
		m := parameters(tensor.Float32)
		m[0], m[1] = m[1], m[0]
		if err := other.Step(m); err == nil && len(s.Tensors) > 0 {
			t.Errorf("%s: steps other parameters", name)
		}
	}
}

// The masks are part of the state: who goes on need not set them.
func TestMasksGoOn(t *testing.T) {
	for _, cut := range []int{0, 1, 5} {
		straight, first, second := &Masked{Optimizer: &Adam{}}, &Masked{Optimizer: &Adam{}}, &Masked{Optimizer: &Adam{}}
		mask := slices.Repeat([]bool{false, true, false}, 5)
		straight.SetMask("dense/kernel", mask)
		first.SetMask("dense/kernel", mask)
		second.SetMask("dense/bias", []bool{true, true, true, true, false}) // Restore takes it away
		want, got := parameters(tensor.Float32), parameters(tensor.Float32)
		drive(t, straight, want, 0, 9)
		drive(t, first, got, 0, cut)
		s, err := first.State()
		if err != nil {
			t.Fatal(err)
		}
		first.SetMask("dense/kernel", nil) // must not change the state
		if err := second.Restore(s); err != nil {
			t.Fatal(err)
		}
		drive(t, second, got, cut, 9)
		if got, want := everyBit(t, second, got), everyBit(t, straight, want); got != want {
			t.Errorf("restored after %d steps: it comes to other bits", cut)
		}
		if !slices.Equal(second.Mask("dense/kernel"), mask) || second.Mask("dense/bias") != nil {
			t.Errorf("the masks are %v and %v", second.Mask("dense/kernel"), second.Mask("dense/bias"))
		}
	}
}

// A state of groups is taken whole or not at all.
func TestGroupsRestoreRefuses(t *testing.T) {
	fresh := func() Groups {
		return Groups{{Match: "kernel", Optimizer: &Adam{LearningRate: 0.5}}, {Optimizer: &Lion{LearningRate: 0.25}}}
	}
	o := fresh()
	drive(t, o, parameters(tensor.Float32), 0, 2)
	for want, change := range map[string]func(s *State){
		`got a number "group2.step" of no group that is trained`: func(s *State) { s.Numbers["group2.step"] = 1 },
		`got a tensor "exp_avg" of no group that is trained`:     func(s *State) { s.Tensors["exp_avg"] = s.Tensors["group0.exp_avg"] },
		`"": optim: lion: got the numbers ["step"]`:              func(s *State) { delete(s.Numbers, "group1.learning_rate") },
	} {
		s, err := o.State()
		if err != nil {
			t.Fatal(err)
		}
		change(&s)
		other := fresh()
		*other[0].Optimizer.Rates()[0] = 0.125
		if err := other.Restore(s); !errors.Is(err, ErrState) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
		if got := Current(other); !slices.Equal(got, []float64{0.125, 0.25}) {
			t.Errorf("%s: the rates are %v now, were 0.125 and 0.25", want, got)
		}
	}
	s, err := o.State()
	if err != nil {
		t.Fatal(err)
	}
	s.Tensors["group0.exp_avg"] = append(s.Tensors["group0.exp_avg"], s.Tensors["group0.exp_avg"][0])
	s.Tensors["group0.exp_avg_sq"] = append(s.Tensors["group0.exp_avg_sq"], s.Tensors["group0.exp_avg_sq"][0])
	if err := o.Restore(s); err != nil {
		t.Fatal(err)
	}
	if err := o.Step(parameters(tensor.Float32)); !errors.Is(err, ErrState) || !strings.Contains(err.Error(), `the state of "kernel" is of 2 parameters, it has 1`) {
		t.Errorf("got %v", err)
	}
	ones := vector([]float32{1, 0.5})
	masked := &Masked{Optimizer: &SGD{}}
	good := map[string]float64{"step": 1, "learning_rate": 0.1}
	for want, s := range map[string]State{
		"got 0.5 in the mask of w": {Numbers: good, Tensors: map[string][]*tensor.Dense{"mask.w": {ones}}},
		"got 2 tensors of w":       {Numbers: good, Tensors: map[string][]*tensor.Dense{"mask.w": {ones, ones}}},
		`got the tensors ["mask"]`: {Numbers: good, Tensors: map[string][]*tensor.Dense{"mask": {ones}}},
	} {
		if err := masked.Restore(s); !errors.Is(err, ErrState) || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestScheduleInScheduleHasNoState(t *testing.T) {
	inner := &Scheduled{Optimizer: &SGD{}, Schedule: schedule.Constant{}}
	if _, err := (&Scheduled{Optimizer: inner, Schedule: schedule.Constant{}}).State(); err == nil {
		t.Error("got a state that cannot be told apart")
	}
}

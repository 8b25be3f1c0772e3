package optim

import (
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/optim/schedule"
)

// everything is each optimizer by name in both forms, and each wrapper.
func everything() map[string]Optimizer {
	all := map[string]Optimizer{
		"clip value":    &ClipValue{Optimizer: &SGD{}, Limit: 0.5},
		"clip norm":     &ClipNorm{Optimizer: &SGD{}, Limit: 0.5},
		"clip global":   &ClipGlobalNorm{Optimizer: &SGD{}, Limit: 0.5},
		"l2":            &L2{Optimizer: &SGD{}, Decay: 0.1},
		"l1":            &L1{Optimizer: &SGD{}, Decay: 0.1},
		"decoupled":     &Decoupled{Optimizer: &SGD{}, Decay: 0.1},
		"centered":      &RMSprop{Centered: true, Momentum: 0.9},
		"keras rmsprop": &RMSprop{Form: Keras, Momentum: 0.9},
	}
	for _, name := range Names() {
		for _, form := range []Form{PyTorch, Keras} {
			all[name+" in "+form.String()], _ = Choice{Name: name, Form: form}.New(schedule.Length{})
		}
	}
	return all
}

func TestStepsAllocateNothing(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates")
	}
	for name, o := range everything() {
		m := model(newParams(rand.New(rand.NewPCG(1, 2)), 1000, 7))
		step := func() {
			if err := o.Step(m); err != nil {
				t.Fatal(err)
			}
		}
		step()
		if n := testing.AllocsPerRun(20, step); n != 0 {
			t.Errorf("%s: %v allocations a step, want 0", name, n)
		}
	}
}

// The cores share a parameter, which must not change a bit.
func TestAnyNumberOfCores(t *testing.T) {
	run := func(o Optimizer, cores int) []float32 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
		r := rand.New(rand.NewPCG(3, 4))
		ps := newParams(r, 20011)
		for range 5 {
			for i := range ps[0].g.Float32s() {
				ps[0].g.Float32s()[i] = float32(r.NormFloat64())
			}
			if err := o.Step(model(ps)); err != nil {
				t.Fatal(err)
			}
		}
		return ps[0].w.Float32s()
	}
	many := everything()
	for name, o := range everything() {
		if !slices.Equal(run(o, 1), run(many[name], 2)) {
			t.Errorf("%s: two cores compute other weights than one", name)
		}
	}
}

// A parameter may be a scalar, which a rule steps as it does an element.
func TestScalars(t *testing.T) {
	w, g := gorgonia.NewF32(3), gorgonia.NewF32(0.5)
	w64, g64 := gorgonia.NewF64(3), gorgonia.NewF64(0.5)
	sgd := &SGD{LearningRate: 0.5}
	if err := sgd.Step([]gorgonia.ValueGrad{&held{"", w, g}, &held{"", w64, g64}}); err != nil {
		t.Fatal(err)
	}
	if *w != 2.75 || *w64 != 2.75 {
		t.Errorf("got %v and %v, want 3 - 0.5·0.5", *w, *w64)
	}
}

func TestRefusesWhatItCannotStep(t *testing.T) {
	floats := func(n int) *tensor.Dense { return tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(n)) }
	matrix := tensor.New(tensor.Of(tensor.Float32), tensor.WithShape(3, 3))
	column, err := matrix.Slice(nil, gorgonia.S(1))
	if err != nil {
		t.Fatal(err)
	}
	for name, m := range map[string][]gorgonia.ValueGrad{
		"no parameters":  nil,
		"other sizes":    {&held{"", floats(3), floats(4)}},
		"other types":    {&held{"", floats(3), tensor.New(tensor.Of(tensor.Float64), tensor.WithShape(3))}},
		"integers":       {&held{"", tensor.New(tensor.Of(tensor.Int), tensor.WithShape(3)), floats(3)}},
		"a view":         {&held{"", column, floats(3)}},
		"no gradient":    {&held{"", floats(3), nil}},
		"no value":       {&held{"", nil, floats(3)}},
		"integer scalar": {&held{"", gorgonia.NewI(3), floats(1)}},
	} {
		if err := (&RMSprop{}).Step(m); err == nil {
			t.Errorf("%s: passes", name)
		}
	}
	o := &RMSprop{}
	if err := o.Step([]gorgonia.ValueGrad{&held{"", floats(3), floats(3)}}); err != nil {
		t.Fatal(err)
	}
	if err := o.Step([]gorgonia.ValueGrad{&held{"", floats(4), floats(4)}}); err == nil {
		t.Error("a parameter of another size than at the first step passes")
	}
}

// The mean of a gradient that ends becomes 0 and no subnormal number: 0.9 to the
// power of 1000 is 2e-46.
func TestMeansForget(t *testing.T) {
	ps := newParams(rand.New(rand.NewPCG(5, 6)), 3)
	o := &SGD{Momentum: 0.9}
	for i := range 1000 {
		copy(ps[0].g.Float32s(), []float32{1, -1, 0})
		if i > 0 {
			ps[0].g.Zero()
		}
		if err := o.Step(model(ps)); err != nil {
			t.Fatal(err)
		}
	}
	if v := o.s.kept[0][0]; !slices.Equal(v, []float32{0, 0, 0}) {
		t.Errorf("the velocity is %v, want 0", v)
	}
}

// A learning rate of 0 that is set after the defaults stays 0.
func TestRateZero(t *testing.T) {
	for name, o := range everything() {
		*o.Rates()[0] = 0
		ps := newParams(rand.New(rand.NewPCG(7, 8)), 5)
		before := clone(ps)
		for i := range ps[0].g.Float32s() {
			ps[0].g.Float32s()[i] = 1
		}
		if err := o.Step(model(ps)); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(ps[0].w.Float32s(), before[0].w.Float32s()) {
			t.Errorf("%s: moved from %v to %v at a learning rate of 0", name, before[0].w, ps[0].w)
		}
	}
}

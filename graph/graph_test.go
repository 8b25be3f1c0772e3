package graph

import (
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

func TestInit(t *testing.T) {
	net := Sequential{
		Flatten{},
		Dense{Units: 300, Activation: ReLU},
		Dense{Name: "fc", Units: 200, Kernel: TorchUniform, Bias: TorchUniform},
		Dense{Units: 10, NoBias: true},
	}
	p := mustInit(t, net, 20, 20)
	want := []string{"dense/kernel", "dense/bias", "fc/kernel", "fc/bias", "dense_1/kernel"}
	if got := p.Names(); !slices.Equal(got, want) {
		t.Fatalf("names are %v, want %v", got, want)
	}
	if got, want := p.Count(), 400*300+300+300*200+200+200*10; got != want {
		t.Errorf("%d weights, want %d", got, want)
	}
	// Bounds by Keras' and PyTorch's documentation; the standard deviation of a
	// uniform distribution in ±b is b/√3.
	for name, bound := range map[string]float64{
		"dense/kernel":   math.Sqrt(6.0 / (400 + 300)),
		"fc/kernel":      1 / math.Sqrt(300),
		"fc/bias":        1 / math.Sqrt(300),
		"dense_1/kernel": math.Sqrt(6.0 / (200 + 10)),
	} {
		largest, square := 0.0, 0.0
		w := p.Get(name).Float32s()
		for _, v := range w {
			largest = math.Max(largest, math.Abs(float64(v)))
			square += float64(v) * float64(v) / float64(len(w))
		}
		if largest > bound*(1+1e-6) || largest < 0.95*bound {
			t.Errorf("%s: largest value is %v, want just below %v", name, largest, bound)
		}
		if got := math.Sqrt(square); math.Abs(got/(bound/math.Sqrt(3))-1) > 0.12 {
			t.Errorf("%s: deviation is %v, want %v", name, got, bound/math.Sqrt(3))
		}
	}
	for _, v := range p.Get("dense/bias").Float32s() {
		if v != 0 {
			t.Fatalf("Keras' bias begins at %v, want 0", v)
		}
	}
}

func TestInitIsAFunctionOfTheSeed(t *testing.T) {
	net := Sequential{Dense{Units: 5}, Dense{Units: 5}}
	same := func(a, b *Params, name string) bool {
		return slices.Equal(a.Get(name).Float32s(), b.Get(name).Float32s())
	}
	a, b := mustInit(t, net, 5), mustInit(t, net, 5)
	other, err := Init(net, []int{5}, 8)
	if err != nil {
		t.Fatal(err)
	}
	longer := mustInit(t, append(slices.Clone(net), Dense{Units: 3}), 5)
	if !same(a, b, "dense/kernel") || !same(a, longer, "dense_1/kernel") {
		t.Error("one seed gives two values")
	}
	if same(a, other, "dense/kernel") || slices.Equal(a.Get("dense/kernel").Float32s(), a.Get("dense_1/kernel").Float32s()) {
		t.Error("two seeds, or two layers, give the same values")
	}
}

// By hand: two inputs (1, -2), kernel [[1, 2], [3, 4]], bias (5, 7) give
// (1-6+5, 2-8+7) = (0, 1).
func TestProgramByHand(t *testing.T) {
	net := Sequential{Dense{Units: 2}}
	p := mustInit(t, net, 2)
	for name, values := range map[string][]float32{"dense/kernel": {1, 2, 3, 4}, "dense/bias": {5, 7}} {
		if err := p.Set(name, p.Get(name).Shape(), values); err != nil {
			t.Fatal(err)
		}
	}
	program := mustCompile(t, net, p, Options{Batch: 1, Input: []int{2}})
	copy(program.Input(), []float32{1, -2})
	if err := program.Run(); err != nil {
		t.Fatal(err)
	}
	if got := program.Output(); !slices.Equal(got, []float32{0, 1}) {
		t.Errorf("output is %v, want (0, 1)", got)
	}
}

// Programs of any batch size and mode share the parameters' memory.
func TestProgramsShareParameters(t *testing.T) {
	net := Sequential{Dense{Units: 3, Activation: ReLU}, Dense{Units: 2, Activation: Softmax}}
	p := mustInit(t, net, 4)
	loss := SparseCategoricalCrossentropy{}
	var losses []float64
	programs := []*Program{
		mustCompile(t, net, p, Options{Mode: Training, Batch: 1, Input: []int{4}, Loss: loss}),
		mustCompile(t, net, p, Options{Mode: Training, Batch: 3, Input: []int{4}, Loss: loss}),
		mustCompile(t, net, p, Options{Batch: 5, Input: []int{4}, Loss: loss}),
	}
	for range 2 {
		for _, program := range programs {
			for i := range program.Input() {
				program.Input()[i] = float32(i%4) / 4
			}
			if err := program.Run(); err != nil {
				t.Fatal(err)
			}
			losses = append(losses, program.Loss())
		}
		// All examples are the same, so that the mean is that of one.
		for _, l := range losses[1:] {
			if math.Abs(l-losses[0]) > 1e-6 {
				t.Fatalf("losses are %v, want one value", losses)
			}
		}
		first := losses[0]
		if err := gorgonia.NewVanillaSolver(gorgonia.WithLearnRate(0.5)).Step(programs[0].Gradients()); err != nil {
			t.Fatal(err)
		}
		losses = losses[:0]
		if err := programs[2].Run(); err != nil {
			t.Fatal(err)
		}
		if programs[2].Loss() >= first {
			t.Fatalf("loss after a step downhill is %v, before it %v", programs[2].Loss(), first)
		}
	}
}

func TestDropout(t *testing.T) {
	const n = 20000
	net := Sequential{Dropout{Rate: 0.2}, Func(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		w, err := s.Param("w", func(_ *rand.Rand, _, _ int, w []float64) { w[0] = 1 }, 1, 1)
		if err != nil {
			return nil, err
		}
		return gorgonia.Mul(x, w)
	})}
	clock := &Clock{Seed: 1}
	p := mustInit(t, net, 1)
	training := mustCompile(t, net, p, Options{Mode: Training, Batch: n, Input: []int{1}, Clock: clock})
	inference := mustCompile(t, net, p, Options{Batch: n, Input: []int{1}, Clock: clock})
	var masks [][]float32
	for range 3 {
		for i := range n {
			training.Input()[i], inference.Input()[i] = 1, 1
		}
		for _, p := range []*Program{training, inference} {
			if err := p.Run(); err != nil {
				t.Fatal(err)
			}
		}
		for _, v := range inference.Output() {
			if v != 1 {
				t.Fatalf("dropout is on in inference: 1 became %v", v)
			}
		}
		masks = append(masks, slices.Clone(training.Output()))
		clock.Step++
	}
	clock.Step = 1
	if err := training.Run(); err != nil {
		t.Fatal(err)
	}
	if !slices.Equal(training.Output(), masks[1]) {
		t.Error("the same step drew another mask")
	}
	for step, mask := range masks {
		dropped, same := 0, 0
		for i, v := range mask {
			switch v {
			case 0:
				dropped++
			case 1.25: // 1/(1-0.2)
			default:
				t.Fatalf("an element is %v, want 0 or 1.25", v)
			}
			if v == masks[(step+1)%3][i] {
				same++
			}
		}
		// Binomial: 4 deviations of √(n·0.2·0.8) = 57; two masks agree at 0.8²+0.2² = 0.68 of the elements, deviation 66.
		if math.Abs(float64(dropped)-0.2*n) > 4*57 {
			t.Errorf("step %d: %d of %d dropped, want about %v", step, dropped, n, 0.2*n)
		}
		if math.Abs(float64(same)-0.68*n) > 4*66 {
			t.Errorf("steps %d and %d agree in %d elements, want about %v", step, step+1, same, 0.68*n)
		}
	}
}

func TestErrors(t *testing.T) {
	loss := SparseCategoricalCrossentropy{}
	failing := func(f Func) Layer { return Sequential{Dense{Units: 2}, f} }
	for _, c := range []struct {
		name  string
		net   Layer
		input []int
		want  string
	}{
		{"no units", Sequential{Dense{}}, []int{4}, "graph: dense: units are 0"},
		{"rate 1", Sequential{Dropout{Rate: 1}}, []int{4}, "graph: dropout: rate is 1"},
		{"rate NaN", Sequential{Dropout{Rate: math.NaN()}}, []int{4}, "graph: dropout: rate is NaN"},
		{"nil layer", Sequential{Dense{Units: 2}, nil}, []int{4}, "graph: layer 1: is nil"},
		{"no node", failing(func(*Scope, *gorgonia.Node) (*gorgonia.Node, error) { return nil, nil }), []int{4}, "graph: func: returned no node"},
		{"a panic", failing(func(_ *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			return gorgonia.Must(gorgonia.Mul(x, x)), nil
		}), []int{4}, "graph: "},
		{"no input", Sequential{Dense{Units: 2}}, nil, "graph: input is [] in batches of 7"},
		{"another shape", failing(func(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			if _, err := s.Param("w", Zeros, 2, 3); err != nil {
				return nil, err
			}
			return s.Param("w", Zeros, 3, 2)
		}), []int{4}, "graph: func: func/w is (2, 3), want (3, 2)"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := Init(c.net, c.input, 1)
			if err == nil || !strings.HasPrefix(err.Error(), c.want) {
				t.Errorf("got %v, want an error that begins with %q", err, c.want)
			}
			if err != nil && strings.Count(err.Error(), "\n") > 0 {
				t.Errorf("the error has several lines: %v", err)
			}
		})
	}
	dense := Sequential{Dense{Units: 2}}
	for _, c := range []struct {
		want string
		err  func() error
	}{
		{"dense/kernel is (4, 2), want (5, 2)", func() error {
			_, err := Compile(dense, mustInit(t, dense, 4), Options{Batch: 1, Input: []int{5}})
			return err
		}},
		{"got no dense_1/kernel, have dense/kernel, dense/bias", func() error {
			_, err := Compile(append(dense, dense...), mustInit(t, dense, 4), Options{Batch: 1, Input: []int{4}})
			return err
		}},
		{"belongs to no layer", func() error {
			two := append(dense, Dense{Units: 2, Activation: Softmax})
			_, err := Compile(two[1:], mustInit(t, two, 2), Options{Mode: Training, Batch: 1, Input: []int{2}, Loss: loss})
			return err
		}},
		{"got activation \"swich\", want one of celu, elu", func() error { _, err := ActivationNamed("swich"); return err }},
		{"relu: got the setting \"alpha\", want max_value, negative_slope, threshold", func() error { _, err := ActivationNamed("relu(alpha=1)"); return err }},
		{"tanh has no settings", func() error { _, err := ActivationNamed("tanh(alpha=1)"); return err }},
		{"got alpha=0, want another number", func() error { _, err := ActivationNamed("elu(alpha=0)"); return err }},
		{"want name(setting=number", func() error { _, err := ActivationNamed("elu(alpha=NaN)"); return err }},
		{"want name(setting=number", func() error { _, err := ActivationNamed("elu(alpha"); return err }},
		{"got loss \"mea\", want one of sparse", func() error { _, err := LossNamed("mea", FromSoftmax); return err }},
		{"got the setting \"beta\", want delta", func() error { _, err := LossNamed("huber(beta=1)", FromSoftmax); return err }},
		{"have [dense/kernel dense/bias]", func() error { return mustInit(t, dense, 4).Set("w", []int{1}, []float32{1}) }},
		{"got shape [1 2] with 2 values, want (2)", func() error {
			return mustInit(t, dense, 4).Set("dense/bias", []int{1, 2}, make([]float32, 2))
		}},
		{"got shape [2 4] with 8 values, want (4, 2)", func() error {
			return mustInit(t, dense, 4).Set("dense/kernel", []int{2, 4}, make([]float32, 8))
		}},
	} {
		if err := c.err(); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("got %v, want an error with %q", err, c.want)
		}
	}
}

// Parameters: 784·512 + 512 = 401,920 and 512·10 + 10 = 5,130, of 4 bytes each:
// 407,050·4/1024² = 1.55 MB. The totals' lines are worded as Keras 3's.
func TestSummary(t *testing.T) {
	s, err := Summarize(Sequential{
		Flatten{}, Dense{Units: 512, Activation: ReLU}, Dropout{Rate: 0.2}, Dense{Units: 10}, Softmax,
	}, []int{28, 28})
	if err != nil {
		t.Fatal(err)
	}
	want := `
──────────────────────────────────────────────────
 Layer (type)              Output Shape   Param #
──────────────────────────────────────────────────
 flatten (Flatten)         (None, 784)          0
 dense (Dense)             (None, 512)    401,920
 dropout (Dropout)         (None, 512)          0
 dense_1 (Dense)           (None, 10)       5,130
 activation (Activation)   (None, 10)           0
──────────────────────────────────────────────────
 Total params: 407,050 (1.55 MB)
 Trainable params: 407,050 (1.55 MB)
 Non-trainable params: 0 (0.00 B)
`
	if got := s.String(); got != want[1:] {
		t.Errorf("got\n%swant\n%s", got, want[1:])
	}
}

func TestNotFinite(t *testing.T) {
	net := Sequential{Dense{Units: 3, Activation: ReLU}, Dense{Units: 2, Activation: ReLU}, Dense{Units: 2, Activation: Softmax}}
	o := Options{Mode: Training, Batch: 2, Input: []int{4}, Loss: SparseCategoricalCrossentropy{}, Clock: &Clock{}}
	inf := float32(math.Inf(1))
	for _, c := range []struct {
		want   string
		damage func(p *Params, x []float32)
	}{
		{"", func(*Params, []float32) {}},
		{"the input: 1 of 8 values", func(_ *Params, x []float32) { x[3] = inf }},
		{"layer dense_1: 1 of 6 values of its dense_1/kernel", func(p *Params, _ []float32) { p.Get("dense_1/kernel").Float32s()[2] = inf }},
		// A bias of 3e38 in both units and kernels of 3e38 overflow in the next layer.
		{"layer dense_1: 4 of 4 values of its output", func(p *Params, _ []float32) {
			for _, name := range []string{"dense/bias", "dense_1/kernel"} {
				for i := range p.Get(name).Float32s() {
					p.Get(name).Float32s()[i] = 3e38
				}
			}
		}},
	} {
		p := mustInit(t, net, 4)
		program := mustCompile(t, net, p, o)
		for i := range program.Input() {
			program.Input()[i] = 0.5
		}
		c.damage(p, program.Input())
		if err := program.Run(); err != nil {
			t.Fatal(err)
		}
		got, err := NotFinite(net, p, o, program)
		if err != nil || got != c.want {
			t.Errorf("got %q, %v, want %q", got, err, c.want)
		}
	}
}

// The drawing has every parameter and layer, and is the same each time.
func TestDot(t *testing.T) {
	net := Sequential{Dense{Units: 3, Activation: ReLU}, Dropout{Rate: 0.5}, Dense{Units: 2, Activation: Softmax}}
	p := mustInit(t, net, 4)
	o := Options{Mode: Training, Batch: 2, Input: []int{4}, Loss: SparseCategoricalCrossentropy{}, Clock: &Clock{}}
	text := mustCompile(t, net, p, o).Dot()
	for _, want := range append(p.Names(), "dropout", "denseKernelGrad", "target") {
		if !strings.Contains(text, `"`+want) {
			t.Errorf("the drawing lacks %s", want)
		}
	}
	// The first layer's input is data: its gradient must not be built.
	if n := strings.Count(text, "denseInputGrad"); n != 1 {
		t.Errorf("%d gradients of inputs are computed, want 1: that of the second layer", n)
	}
	if mustCompile(t, net, p, o).Dot() != text {
		t.Error("two drawings of one network differ")
	}
}

func TestRestore(t *testing.T) {
	net := Sequential{Dense{Units: 3, Activation: ReLU}, Dense{Units: 2}}
	p := mustInit(t, net, 4)
	shuffled := &Params{}
	for _, name := range []string{"dense_1/bias", "dense/kernel", "dense_1/kernel", "dense/bias"} {
		if err := shuffled.Add(name, p.Get(name).Shape(), p.Get(name).Float32s()); err != nil {
			t.Fatal(err)
		}
	}
	restored, err := Restore(net, []int{4}, shuffled)
	if err != nil || !slices.Equal(restored.Names(), p.Names()) {
		t.Errorf("restored %v, %v, want %v", restored.Names(), err, p.Names())
	}
	huge := Sequential{Dense{Units: math.MaxInt32}, Dense{Units: 2}}
	doubled := slices.Clone(net)
	for range 70 {
		doubled = append(doubled, Concat{nil, nil})
	}
	for _, c := range []struct {
		net   Layer
		input []int
	}{{net, []int{5}}, {net[:1], []int{4}}, {append(net, Dense{Units: 1}), []int{4}}, {huge, []int{4}}, {doubled, []int{4}}, {doubled[:22], []int{4}}, {net, []int{1 << 40, 1 << 40}}} {
		if _, err := Restore(c.net, c.input, shuffled); err == nil {
			t.Errorf("parameters of another network pass for %v", c.input)
		}
	}
}

// A run allocates what gorgonia's machine does for its bookkeeping, and no tensor.
func TestRunAllocatesNoTensors(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector allocates on its own")
	}
	hidden, last := Dense{Units: 64, Activation: ReLU}, Dense{Units: 10}
	shared := &Dense{Units: 64, Activation: Tanh}
	for name, net := range map[string]Sequential{
		"dense":      {hidden, Dropout{Rate: 0.2}, last},
		"batch norm": {Dense{Units: 64}, BatchNorm{}, ReLU, last},
		"layer norm": {Dense{Units: 64}, LayerNorm{}, SiLU, last},
		"residual":   {hidden, Residual{Layers: Sequential{hidden, Dense{Units: 64}}, Shortcut: Dense{Units: 64}}, last},
		"concat":     {hidden, Concat{hidden, nil}, last},
		"tied":       {Dense{Name: "a", Units: 64, Activation: ReLU}, Dense{Share: "a", Transposed: true}, Dense{Share: "a"}, last},
		"a pointer":  {hidden, shared, shared, last},
		"penalties":  {Dense{Units: 64, KernelPenalty: L2(0.01), BiasPenalty: L1(0.01)}, last},
		"heads":      {hidden, Heads{{"a", last}, {"b", last}}},
		"noise":      {GaussianNoise{Deviation: 0.1}, hidden, last},
		"frozen":     {Frozen{Sequential{hidden, BatchNorm{}}}, last},
	} {
		var loss Loss = SparseCategoricalCrossentropy{From: FromLogits, LabelSmoothing: 0.1}
		if name == "heads" {
			loss = Weighted{"a": {Loss: loss}, "b": {MeanSquaredError, 0.5}}
		}
		p := mustInit(t, net, 784)
		program := mustCompile(t, net, p, Options{Mode: Training, Batch: 64, Input: []int{784}, Loss: loss, Clock: &Clock{}})
		if err := program.Run(); err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		const runs = 20
		runtime.ReadMemStats(&before)
		for range runs {
			if err := program.Run(); err != nil {
				t.Fatal(err)
			}
		}
		runtime.ReadMemStats(&after)
		// The smallest tensor of the step that is worth a buffer, the hidden layer's
		// output, has 64·64·4 = 16384 bytes.
		if got := (after.TotalAlloc - before.TotalAlloc) / runs; got >= 16384 {
			t.Errorf("%s: a run allocates %d bytes in %d pieces, want less than 16384", name, got, (after.Mallocs-before.Mallocs)/runs)
		}
	}
}

func TestParamsClone(t *testing.T) {
	p := mustInit(t, Dense{Units: 2}, 3)
	c := p.Clone()
	c.Get("dense/kernel").Float32s()[0]++
	if p.Get("dense/kernel").Float32s()[0] == c.Get("dense/kernel").Float32s()[0] {
		t.Error("a clone shares memory")
	}
	if !c.Get("dense/kernel").Shape().Eq(tensor.Shape{3, 2}) {
		t.Errorf("a clone's kernel is %v, want (3, 2)", c.Get("dense/kernel").Shape())
	}
}

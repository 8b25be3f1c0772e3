package graph

import (
	"maps"
	"math"
	"math/rand/v2"
	"slices"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// CheckOptions say what Check compares; zero fields have sensible values.
type CheckOptions struct {
	Input   []int // shape of one example
	Classes int   // what graph.Classes stands for
	Loss    Loss
	Batch   int // 0: 8 examples
	Samples int // weights a parameter, 0: 64; all if it has no more
	Seed    uint64
}

// Check compares the gradients of a network's loss, as the graph computes
// them, with central finite differences, on random inputs and labels. It runs a
// float64 twin of the graph, with dropout on and its mask held still, and also
// compares float32 with it: that covers the kernels.
func Check(net Layer, params *Params, o CheckOptions) (CheckReport, error) {
	if o.Batch == 0 {
		o.Batch = 8
	}
	if o.Samples == 0 {
		o.Samples = 64
	}
	c := checking{CheckOptions: o, random: rand.New(rand.NewPCG(o.Seed, stream("check"))), params: params.Clone(), twin: params.float64s()}
	options := Options{
		Mode: Training, Batch: o.Batch, Input: o.Input, Classes: o.Classes, Loss: o.Loss, Clock: &Clock{Seed: o.Seed, Step: 1},
	}
	single, err := compile(net, c.params, options, compiling{gradients: true, still: true})
	if err != nil {
		return CheckReport{}, err
	}
	defer single.Close()
	if c.double, err = compile(net, c.twin, options, compiling{gradients: true, double: true, still: true}); err != nil {
		return CheckReport{}, err
	}
	defer c.double.Close()
	if c.forward, err = compile(net, c.twin, options, compiling{double: true, still: true}); err != nil {
		return CheckReport{}, err
	}
	defer c.forward.Close()
	c.fill(single)
	for _, p := range []*Program{single, c.double, c.forward} {
		if err := p.Run(); err != nil {
			return CheckReport{}, err
		}
	}
	return c.compare(single, params)
}

// checking holds the float64 programs: one with gradients, one without.
type checking struct {
	CheckOptions
	random          *rand.Rand
	params, twin    *Params // a copy in float32, and one in float64
	double, forward *Program
}

// fill gives all programs the same inputs and targets.
func (c *checking) fill(single *Program) {
	for i := range single.Input() {
		v := float32(c.random.Float64())
		single.Input()[i] = v
		c.double.x.Float64s()[i], c.forward.x.Float64s()[i] = float64(v), float64(v)
	}
	for _, head := range slices.Sorted(maps.Keys(single.targets)) {
		t := single.targets[head]
		outputs := single.widthOf(head)
		for i := range c.Batch {
			label := c.random.IntN(outputs)
			if t.Dtype() == tensor.Int32 {
				for _, p := range []*Program{single, c.double, c.forward} {
					p.targets[head].Int32s()[i] = int32(label)
				}
				continue
			}
			at := i*outputs + label
			t.Float32s()[at], c.double.targets[head].Float64s()[at], c.forward.targets[head].Float64s()[at] = 1, 1, 1
		}
	}
}

// widthOf returns the number of outputs, or of a head's.
func (p *Program) widthOf(head string) int {
	n := p.scope.output
	for _, h := range p.scope.heads {
		if h.name == head {
			n = h.node
		}
	}
	return n.Shape()[1:].TotalSize()
}

// changed returns the parameters that differ from what they were.
func changed(was, is *Params) (names []string) {
	for name, t := range was.All() {
		if !slices.EqualFunc(t.Float32s(), is.Get(name).Float32s(), func(a, b float32) bool { return math.Float32bits(a) == math.Float32bits(b) }) {
			names = append(names, name)
		}
	}
	return names
}

// tiny is the share of the largest of all gradients below which one counts as 0: a
// bias before a batch norm has none, and what is computed for it is rounding.
const tiny = 1e-3

func (c *checking) compare(single *Program, was *Params) (CheckReport, error) {
	g := CheckReport{
		Output:  worst(widen(single.Output()), c.double.output.(*tensor.Dense).Float64s()),
		Loss:    math.Abs(single.Loss()-c.double.Loss()) / max(math.Abs(c.double.Loss()), math.SmallestNonzeroFloat64),
		Changed: changed(was, c.params),
	}
	overall := 0.0
	symbolic, rounded := make([][]float64, len(c.double.grads)), make([][]float64, len(c.double.grads))
	for i := range c.double.grads {
		exact, err := gradientValue(c.double.grads[i])
		if err != nil {
			return g, err
		}
		single, err := gradientValue(single.grads[i])
		if err != nil {
			return g, err
		}
		symbolic[i], rounded[i] = exact.Float64s(), widen(single.Float32s())
		overall = max(overall, largest(symbolic[i]))
	}
	for i := range symbolic {
		name := c.double.grads[i].(*gradient).name
		scale := max(magnitude(symbolic[i]), tiny*overall)
		check := ParamCheck{Name: name, Of: len(symbolic[i]), Single: furthest(rounded[i], symbolic[i]) / scale}
		for _, at := range c.sample(len(symbolic[i])) {
			err, runErr := c.difference(c.twin.Get(name).Float64s(), at, symbolic[i][at])
			if runErr != nil {
				return g, runErr
			}
			check.Compared++
			check.Differences = math.Max(check.Differences, err/scale)
		}
		g.Params = append(g.Params, check)
	}
	return g, nil
}

func gradientValue(vg gorgonia.ValueGrad) (*tensor.Dense, error) {
	v, err := vg.Grad()
	if err != nil {
		return nil, err
	}
	return v.(*tensor.Dense), nil
}

// sample returns the indices of the weights to compare.
func (c *checking) sample(n int) []int {
	return c.random.Perm(n)[:min(n, c.Samples)]
}

// difference returns |symbolic - (L(w+h) - L(w-h))/2h| for one weight. Where a
// step crosses a kink (ReLU's at 0) a smaller one does not, so the best of
// three counts.
func (c *checking) difference(w []float64, at int, symbolic float64) (float64, error) {
	best := math.Inf(1)
	old := w[at]
	defer func() { w[at] = old }()
	for _, h := range []float64{1e-4, 1e-5, 1e-6} {
		w[at] = old + h
		if err := c.forward.Run(); err != nil {
			return 0, err
		}
		above := c.forward.Loss()
		w[at] = old - h
		if err := c.forward.Run(); err != nil {
			return 0, err
		}
		err := math.Abs((above-c.forward.Loss())/(2*h) - symbolic)
		if math.IsNaN(err) {
			return err, nil
		}
		if best = math.Min(best, err); best < 1e-9 {
			break
		}
	}
	return best, nil
}

// worst returns the largest difference relative to the largest of want.
func worst(got, want []float64) float64 { return furthest(got, want) / largest(want) }

// furthest returns the largest difference.
func furthest(got, want []float64) float64 {
	d := 0.0
	for i := range want {
		d = math.Max(d, math.Abs(got[i]-want[i]))
	}
	return d
}

// largest returns the largest magnitude, 1 where all are 0.
func largest(x []float64) float64 {
	if m := magnitude(x); m != 0 {
		return m
	}
	return 1
}

// magnitude returns the largest magnitude.
func magnitude(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		m = math.Max(m, math.Abs(v))
	}
	return m
}

func widen(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

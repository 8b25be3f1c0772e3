package op

import (
	"math/rand/v2"
	"slices"
	"testing"

	"gorgonia.org/gorgonia"
)

// The gradient of x below a residual block, x + ReLU(x·w), is a sum of
// gorgonia's: ours has the same bits.
func TestInstead(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	p := newTape[float32](t, operation{leaves: []leaf{random(r, "x", 3, 4), random(r, "w", 4, 4)}, by: 2, f: one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
		y, err := Dense(x[0], x[1], nil, DenseConfig{ReLU: true})
		if err != nil {
			return nil, err
		}
		return Add(x[0], y)
	})})
	p.run(t)
	sums := 0
	for i, n := range p.nodes {
		o := Instead(n)
		if o == nil {
			continue
		}
		sums++
		v, err := o.Do(p.inputs[i]...)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := v.Data().([]float32), p.values[i].Data().([]float32); !slices.Equal(got, want) {
			t.Errorf("got %v, gorgonia has %v", got, want)
		}
	}
	if sums != 1 {
		t.Errorf("%d sums have been found, want 1", sums)
	}
}

// What looks like it is left alone: a leaf, another operation, a sum of scalars, one
// with a scalar.
func TestInsteadOfNothingElse(t *testing.T) {
	g := gorgonia.NewGraph()
	x, _ := node[float32](g, random(rand.New(rand.NewPCG(1, 2)), "x", 3, 4))
	sum := gorgonia.Must(gorgonia.Sum(x))
	for _, n := range []*gorgonia.Node{
		x, sum, gorgonia.Must(gorgonia.Sub(x, x)), gorgonia.Must(gorgonia.Add(sum, sum)),
		gorgonia.Must(gorgonia.Add(x, gorgonia.NewConstant(float32(2)))),
	} {
		if o := Instead(n); o != nil {
			t.Errorf("%v is taken for a sum of two", n)
		}
	}
}

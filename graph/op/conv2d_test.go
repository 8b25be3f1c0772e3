package op

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"
)

// convCase is a convolution with random options that fit its images.
type convCase struct {
	config      Conv2DConfig
	x, w, b     leaf
	pool        *Windows
	description string
}

func randomConvCase(r *rand.Rand) (c convCase) {
	for {
		groups := []int{1, 1, 1, 2, 3}[r.IntN(5)]
		c.config = Conv2DConfig{Groups: groups, ReLU: r.IntN(2) == 0}
		kernel := [2]int{1 + r.IntN(4), 1 + r.IntN(4)}
		w := Windows{Kernel: kernel}
		for i := range kernel {
			w.Stride[i], w.Dilation[i] = 1+r.IntN(3), 1+r.IntN(2)
			w.Padding.Before[i], w.Padding.After[i] = r.IntN(3), r.IntN(3)
		}
		if r.IntN(2) == 0 {
			w.Padding = Padding{Same: true}
		}
		c.config.Windows = w
		in := [2]int{1 + r.IntN(6), 1 + r.IntN(6)}
		_, _, out, err := w.place("", in)
		if err != nil {
			continue
		}
		c.pool = nil
		if r.IntN(2) == 0 {
			p := Windows{Kernel: [2]int{1 + r.IntN(3), 1 + r.IntN(3)}, Stride: [2]int{1 + r.IntN(3), 1 + r.IntN(3)}, Padding: Padding{Same: r.IntN(2) == 0}}.whole()
			if _, _, _, err := p.pool("", out); err == nil {
				c.pool = &p
			}
		}
		channels, filters := groups*(1+r.IntN(3)), groups*(1+r.IntN(3))
		c.x = random(r, "x", 1+r.IntN(3), in[0], in[1], channels)
		c.w = random(r, "w", kernel[0], kernel[1], channels/groups, filters)
		c.b = random(r, "b", filters)
		c.description = fmt.Sprintf("%v %v %+v %v", c.x.shape, c.w.shape, c.config, c.pool)
		return c
	}
}

func (c convCase) build(_ *gorgonia.ExprGraph, x gorgonia.Nodes) (*gorgonia.Node, error) {
	var b *gorgonia.Node
	if len(x) == 3 {
		b = x[2]
	}
	y, err := Conv2D(x[0], x[1], b, c.config)
	if err != nil || c.pool == nil {
		return y, err
	}
	return MaxPool2D(y, *c.pool)
}

// Random options, 1 × 1 kernels, kernels larger than the picture, edges: every gradient is
// that of finite differences.
func TestConv2D(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 12))
	for i := range 40 {
		c := randomConvCase(r)
		leaves := []leaf{c.x, c.w, c.b}[:2+i%2]
		check(t, operation{c.description, leaves, len(leaves), c.build})
	}
}

func TestConv2DAtTheEdges(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	same := Padding{Same: true}
	for name, c := range map[string]convCase{
		"1x1":                     {x: random(r, "x", 2, 3, 4, 3), w: random(r, "w", 1, 1, 3, 5), b: random(r, "b", 5)},
		"1x1 apart":               {x: random(r, "x", 2, 5, 4, 2), w: random(r, "w", 1, 1, 2, 3), b: random(r, "b", 3), config: Conv2DConfig{Windows: Windows{Stride: [2]int{2, 3}}}},
		"larger than the picture": {x: random(r, "x", 2, 2, 3, 2), w: random(r, "w", 5, 7, 2, 3), b: random(r, "b", 3), config: Conv2DConfig{Windows: Windows{Padding: same}}},
		"all of the picture":      {x: random(r, "x", 2, 4, 3, 2), w: random(r, "w", 4, 3, 2, 3), b: random(r, "b", 3)},
		"a pixel":                 {x: random(r, "x", 2, 1, 1, 2), w: random(r, "w", 3, 3, 2, 3), b: random(r, "b", 3), config: Conv2DConfig{Windows: Windows{Padding: same}}},
		"only padding seen":       {x: random(r, "x", 1, 2, 2, 1), w: random(r, "w", 2, 2, 1, 2), b: random(r, "b", 2), config: Conv2DConfig{Windows: Windows{Padding: Padding{Before: [2]int{3, 3}, After: [2]int{4, 2}}}}},
		"depthwise":               {x: random(r, "x", 2, 5, 5, 4), w: random(r, "w", 3, 3, 1, 8), b: random(r, "b", 8), config: Conv2DConfig{Groups: 4, Windows: Windows{Padding: same}}},
		"many":                    {x: random(r, "x", 5, 7, 9, 9), w: random(r, "w", 3, 3, 9, 33), b: random(r, "b", 33), config: Conv2DConfig{ReLU: true}, pool: &Windows{Kernel: [2]int{2, 2}, Stride: [2]int{2, 2}}},
	} {
		check(t, operation{name, []leaf{c.x, c.w, c.b}, 3, c.build})
	}
}

// Data has no gradient, and is not asked for one.
func TestConv2DOfData(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	x, w, b := random(r, "x", 2, 5, 5, 1), random(r, "w", 3, 3, 1, 4), random(r, "b", 4)
	check(t, operation{"data", []leaf{w, b, x}, 2, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
		return Conv2D(x[2], x[0], x[1], Conv2DConfig{ReLU: true, Data: true})
	})})
}

// A convolution that something else needs too has both gradients.
func TestConv2DBesideItsPool(t *testing.T) {
	r := rand.New(rand.NewPCG(17, 18))
	check(t, operation{"both", []leaf{random(r, "x", 2, 4, 4, 2), random(r, "w", 3, 3, 2, 3)}, 2, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) {
		y, err := Conv2D(x[0], x[1], nil, Conv2DConfig{})
		if err != nil {
			return nil, err
		}
		pooled, err := MaxPool2D(y, Windows{Kernel: [2]int{2, 2}})
		if err != nil {
			return nil, err
		}
		flat := func(x *gorgonia.Node) *gorgonia.Node {
			return gorgonia.Must(Reshape(x, 2, x.Shape()[1:].TotalSize()))
		}
		return Concat(flat(y), flat(pooled))
	})})
}

func TestPools(t *testing.T) {
	r := rand.New(rand.NewPCG(19, 20))
	for i := range 40 {
		w := Windows{Kernel: [2]int{1 + r.IntN(3), 1 + r.IntN(3)}, Stride: [2]int{1 + r.IntN(3), 1 + r.IntN(3)}}
		if i%2 == 0 {
			w.Padding.Same = true
		} else {
			w.Padding = Padding{Before: [2]int{r.IntN(w.Kernel[0]), r.IntN(w.Kernel[1])}, After: [2]int{r.IntN(w.Kernel[0]), r.IntN(w.Kernel[1])}}
		}
		in := [2]int{1 + r.IntN(6), 1 + r.IntN(6)}
		if _, _, _, err := w.whole().pool("", in); err != nil {
			continue
		}
		x := []leaf{random(r, "x", 2, in[0], in[1], 1+r.IntN(10))}
		check(t,
			operation{fmt.Sprintf("maximum %v %+v", x[0].shape, w), x, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return MaxPool2D(x[0], w) })},
			operation{fmt.Sprintf("mean %v %+v", x[0].shape, w), x, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return AveragePoolLast(x[0], w, i%3 == 0) })},
			operation{fmt.Sprintf("global mean %v", x[0].shape), x, 1, one(func(x gorgonia.Nodes) (*gorgonia.Node, error) { return GlobalAveragePool(x[0]) })},
		)
	}
}

func TestConv2DErrors(t *testing.T) {
	convolved := func(w, b []int, c Conv2DConfig) func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return func(x *gorgonia.Node) (*gorgonia.Node, error) {
			if b == nil {
				return Conv2D(x, zeros(x, "w", w...), nil, c)
			}
			return Conv2D(x, zeros(x, "w", w...), zeros(x, "b", b...), c)
		}
	}
	pooled := func(w Windows) func(x *gorgonia.Node) (*gorgonia.Node, error) {
		return func(x *gorgonia.Node) (*gorgonia.Node, error) { return MaxPool2D(x, w) }
	}
	checkErrors(t, leaf{"x", tensor.Shape{1, 2, 3, 4}, make([]float64, 24)}, map[string]func(x *gorgonia.Node) (*gorgonia.Node, error){
		"w is (1, 1, 3, 2)":       convolved([]int{1, 1, 3, 2}, nil, Conv2DConfig{}),
		"in 3 groups":             convolved([]int{1, 1, 1, 3}, nil, Conv2DConfig{Groups: 3}),
		"in 5 groups":             convolved([]int{1, 1, 1, 5}, nil, Conv2DConfig{Groups: 5}),
		"is larger":               convolved([]int{3, 3, 4, 2}, nil, Conv2DConfig{}),
		"b is (3)":                convolved([]int{1, 1, 4, 2}, []int{3}, Conv2DConfig{}),
		"want 4 axes":             convolved([]int{4, 2}, nil, Conv2DConfig{}),
		"padding from 0 on":       convolved([]int{1, 1, 4, 2}, nil, Conv2DConfig{Windows: Windows{Padding: Padding{Before: [2]int{-1, 0}}}}),
		"or the same":             convolved([]int{1, 1, 4, 2}, nil, Conv2DConfig{Windows: Windows{Padding: Padding{Same: true, After: [2]int{1, 0}}}}),
		"kernel, stride":          pooled(Windows{}),
		"padding smaller":         pooled(Windows{Kernel: [2]int{2, 2}, Padding: Padding{Before: [2]int{2, 0}}}),
		"no dilation":             pooled(Windows{Kernel: [2]int{2, 2}, Dilation: [2]int{1, 2}}),
		"of 65536 pixels at most": pooled(Windows{Kernel: [2]int{1 << 9, 1 << 8}, Padding: Padding{Same: true}}),
	})
}

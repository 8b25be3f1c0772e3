package models

import (
	"gorgonia.org/gorgonia"
	"gorgonia.org/tensor"

	"digits/data"
	"digits/graph"
	"digits/graph/op"
)

// exportCase is a network that has a form in ONNX.
type exportCase struct {
	layers  graph.Sequential
	input   []int // nil: 3×4
	raw     bool  // with bytes as the input
	recipe  *Recipe
	scale   data.Scale
	foreign bool // has operations that are no layer, which nothing here reads
}

// exportCases are networks of all that has a form in ONNX, by name.
func exportCases() map[string]exportCase {
	cases := map[string]exportCase{}
	for _, a := range append(graph.Activations(), graph.ELU{Alpha: 0.5}, graph.GELU{Approximate: true},
		graph.LeakyReLU{NegativeSlope: 0.1}, graph.CELU{Alpha: 2}, graph.Squareplus{B: 0.5}, graph.HardShrink{Threshold: 0.25}, graph.SoftShrink{Threshold: 0.25},
		graph.Threshold{Threshold: -0.5, DefaultValue: 2}, graph.ThresholdedReLU{Theta: 0.5}, graph.PReLU{Shared: true},
		graph.RectifiedLinear{MaxValue: 1}, graph.RectifiedLinear{NegativeSlope: 0.25}, graph.RectifiedLinear{Threshold: 0.5}, graph.RectifiedLinear{},
		graph.RectifiedLinear{MaxValue: 1, NegativeSlope: 0.25, Threshold: 0.5}, graph.RectifiedLinear{MaxValue: 1, NegativeSlope: 0.25}, graph.RectifiedLinear{MaxValue: 1, Threshold: 0.5},
	) {
		name := "activation " + graph.ActivationText(a)
		if p, ok := a.(graph.PReLU); ok && p.Shared {
			name += " shared"
		}
		cases[name] = exportCase{input: []int{12}, layers: graph.Sequential{graph.Dense{Units: 6, Activation: a}, graph.Dense{Units: 4}}}
	}
	for name, l := range exportLayers() {
		cases[name] = exportCase{layers: l}
	}
	for name, f := range exportFunctions() {
		cases["own "+name] = exportCase{layers: graph.Sequential{f, graph.Flatten{}, graph.Dense{Units: 4}}, foreign: true}
	}
	for name, f := range exportImages() {
		cases["image "+name] = exportCase{input: []int{2, 6, 6}, layers: graph.Sequential{f, graph.Flatten{}, graph.Dense{Units: 4}}, foreign: true}
	}
	for _, r := range append(Recipes(), Own) {
		if convolves(r) {
			continue
		}
		cases["recipe "+r.Name] = exportCase{recipe: &r}
		cases["recipe "+r.Name+" raw"] = exportCase{recipe: &r, raw: true}
	}
	if s, err := data.Normalized(0.1307, 0.3081); err == nil {
		cases["scale raw"] = exportCase{input: []int{12}, layers: graph.Sequential{graph.Dense{Units: 4}}, raw: true, scale: s}
	}
	cases["bytes raw"] = exportCase{input: []int{12}, layers: graph.Sequential{graph.Dense{Units: 4}}, raw: true, scale: data.Raw}
	for name, layers := range exportConvolutions() {
		cases["conv "+name] = exportCase{input: []int{6, 7}, layers: append(layers, graph.Flatten{}, graph.Dense{Units: 4}), foreign: true}
	}
	cases["rows of rows"] = exportCase{input: []int{2, 3, 4}, layers: graph.Sequential{graph.Dense{Units: 3, Activation: graph.Tanh}, graph.Flatten{}, graph.Dense{Units: 4}}}
	cases["channels first"] = exportCase{input: []int{2, 3, 4}, layers: graph.Sequential{graph.Flatten{ChannelsFirst: true}, graph.Dense{Units: 4}}}
	cases["permute of three"] = exportCase{input: []int{2, 3, 4}, layers: graph.Sequential{graph.Permute{Axes: []int{3, 1, 2}}, graph.Flatten{}, graph.Dense{Units: 4}}}
	return cases
}

// exportConvolutions are networks of images, which nothing here reads yet.
func exportConvolutions() map[string]graph.Sequential {
	three := [2]int{3, 3}
	conv := graph.Conv2D{Filters: 4, Size: three, Activation: graph.ReLU}
	same, strided, grouped, wide := conv, conv, conv, conv
	same.Padding, same.Activation = graph.Same, graph.Tanh
	strided.Stride, strided.Padding = [2]int{2, 1}, graph.Padding{Before: [2]int{1, 0}, After: [2]int{2, 1}}
	grouped.Groups, grouped.NoBias, grouped.Activation = 2, true, nil
	wide.Dilation = [2]int{2, 1}
	return map[string]graph.Sequential{
		"alone":         {conv},
		"and pool":      {conv, graph.MaxPool2D{}},
		"same":          {same, graph.MaxPool2D{Size: three, Stride: [2]int{1, 2}, Padding: graph.Same}},
		"strided":       {strided},
		"grouped":       {same, grouped},
		"wide":          {wide, graph.SpatialDropout2D{Rate: 0.5}},
		"batch norm":    {conv, graph.BatchNorm{}, graph.ReLU, graph.MaxPool2D{}},
		"average":       {same, graph.AveragePool2D{Size: three, Stride: [2]int{2, 2}, Padding: graph.Pad(1)}},
		"average torch": {same, graph.AveragePool2D{Size: three, Stride: [2]int{2, 2}, Padding: graph.Pad(1), CountPadding: true}},
		"global":        {conv, graph.GlobalAveragePool2D{}},
		"planes":        {conv, graph.Flatten{Planes: true}},
		"residual":      {same, graph.Residual{Layers: graph.Sequential{same, same}}},
	}
}

func exportLayers() map[string]graph.Sequential {
	d := func(units int) graph.Dense { return graph.Dense{Units: units} }
	frame := func(l ...graph.Layer) graph.Sequential {
		return append(append(graph.Sequential{graph.Flatten{}, d(6)}, l...), graph.ReLU, d(4))
	}
	ramp := func(n int, from, step float64) (v []float64) {
		for i := range n {
			v = append(v, from+step*float64(i))
		}
		return v
	}
	return map[string]graph.Sequential{
		"batch norm":              frame(graph.BatchNorm{}),
		"batch norm, plain":       frame(graph.BatchNorm{NoScale: true, NoCenter: true, Epsilon: 1e-5}),
		"batch norm, no gamma":    frame(graph.BatchNorm{NoScale: true, Name: "norm"}),
		"layer norm":              frame(graph.LayerNorm{}),
		"layer norm, plain":       frame(graph.LayerNorm{NoScale: true, NoCenter: true, Epsilon: 1e-5}),
		"layer norm, no beta":     frame(graph.LayerNorm{NoCenter: true}),
		"dropout and noise":       frame(graph.Dropout{Rate: 0.5}, graph.GaussianNoise{Deviation: 0.1}),
		"residual":                frame(graph.Residual{Layers: graph.Sequential{d(5), graph.Tanh, d(6)}}),
		"residual, shortcut":      frame(graph.Residual{Layers: graph.Sequential{d(5), graph.Tanh}, Shortcut: d(5)}),
		"concat":                  frame(graph.Concat{d(3), nil, graph.Sequential{d(2), graph.Sigmoid}}),
		"average":                 frame(graph.Average{d(5), graph.Sequential{d(3), graph.Tanh, d(5)}, d(5)}),
		"several in a row":        frame(graph.Tanh, graph.SiLU, graph.Rescaling{Scale: 2, Offset: 1}, graph.GELU{}, graph.TanhShrink, graph.Squareplus{}, graph.Threshold{Threshold: 0.5}),
		"glu of an activation":    frame(graph.Tanh, graph.GLU),
		"sparsemax of a sum":      frame(graph.Residual{Layers: graph.Sequential{graph.Tanh}}, graph.Sparsemax),
		"heads":                   frame(graph.Heads{{Name: "a", Layer: graph.Dense{Units: 3, Activation: graph.Softmax}}, {Name: "b", Layer: d(2)}}),
		"no bias":                 frame(graph.Dense{Units: 5, NoBias: true}),
		"shared":                  frame(graph.Dense{Name: "twice", Units: 6, Activation: graph.Tanh}, graph.Dense{Share: "twice"}),
		"tied":                    frame(graph.Dense{Name: "encoder", Units: 3, Activation: graph.Tanh}, graph.Dense{Share: "encoder", Transposed: true, Activation: graph.Sigmoid}),
		"tied, no bias":           frame(graph.Dense{Name: "encoder", Units: 3}, graph.Dense{Share: "encoder", Transposed: true, NoBias: true}),
		"reshape and permute":     {graph.Reshape{Shape: []int{2, 6}}, graph.Permute{Axes: []int{2, 1}}, graph.Flatten{}, d(4)},
		"rescaling":               {graph.Rescaling{Scale: 1 / 127.5, Offset: -1}, graph.Flatten{}, d(4)},
		"rescaling, far":          {graph.Rescaling{Scale: 3, Offset: -3000}, graph.Flatten{}, graph.Rescaling{Scale: 1. / 1000, Offset: 3}, d(4)},
		"normalization":           {graph.Flatten{}, graph.Normalization{Mean: ramp(12, -0.5, 0.1), Variance: ramp(12, 0.5, 0.1)}, d(4)},
		"normalization, one":      {graph.Flatten{}, graph.Normalization{Mean: []float64{0.3}, Variance: []float64{2}}, d(4)},
		"normalization, image":    {graph.Normalization{Mean: ramp(12, -0.5, 0.1), Variance: ramp(12, 0.5, 0.1)}, graph.Flatten{}, d(4)},
		"normalization, far":      {graph.Flatten{}, graph.Rescaling{Scale: 1, Offset: 1000}, graph.Normalization{Mean: ramp(12, 1000.1, 0.1), Variance: ramp(12, 0.5, 0.1)}, d(4)},
		"softmax":                 frame(d(4), graph.Softmax),
		"names":                   {graph.Flatten{Name: "flat"}, graph.Dense{Name: "x", Units: 5}, graph.Dense{Name: "logits", Units: 4}},
		"prelu of an image":       {graph.PReLU{}, graph.Flatten{}, d(4)},
		"activation of the input": {graph.Tanh, graph.Flatten{}, d(4)},
		"nothing but an output":   {graph.Flatten{}},
		"wiring": {graph.Wiring{
			{Name: "flat", Layer: graph.Flatten{}, From: []string{""}},
			{Name: "a", Layer: d(4), From: []string{"flat"}},
			{Name: "b", Layer: d(4), From: []string{"flat"}},
			{Name: "sum", Layer: graph.Merge{By: "Add"}, From: []string{"a", "b", "a"}},
			{Name: "both", Layer: graph.Merge{By: "Concatenate"}, From: []string{"sum", "b"}},
			{Name: "last", Layer: d(3), From: []string{"both"}},
		}},
		"gate": {graph.Wiring{
			{Name: "flat", Layer: graph.Flatten{}, From: []string{""}},
			{Name: "a", Layer: d(4), From: []string{"flat"}},
			{Name: "b", Layer: graph.Dense{Units: 4, Activation: graph.Sigmoid}, From: []string{"flat"}},
			{Name: "product", Layer: graph.Merge{By: "Multiply"}, From: []string{"a", "b"}},
		}},
	}
}

// then is a function over nodes that are made one after the other: the last error stays.
type then struct {
	err error
}

func (t *then) do(n *gorgonia.Node, err error) *gorgonia.Node {
	if t.err == nil {
		t.err = err
	}
	if n == nil || t.err != nil {
		panic(t.err) // graph makes an error of it
	}
	return n
}

func ownFunc(f func(t *then, s *graph.Scope, x *gorgonia.Node) *gorgonia.Node) graph.Func {
	return func(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
		t := &then{}
		return f(t, s, x), nil
	}
}

// exportFunctions are layers of gorgonia's own operations, and of ours that no layer is
// made of, over (batch, 3, 4).
func exportFunctions() map[string]graph.Func {
	type node = *gorgonia.Node
	type scope = *graph.Scope
	flat := func(t *then, x node) node { return t.do(op.Reshape(x, x.Shape()[0], 12)) }
	return map[string]graph.Func{
		"functions": ownFunc(func(t *then, s scope, x node) node {
			y := t.do(gorgonia.Add(t.do(gorgonia.Sin(x)), t.do(gorgonia.Cube(t.do(gorgonia.Cos(x))))))
			y = t.do(gorgonia.Add(y, t.do(gorgonia.Log1p(t.do(gorgonia.Abs(x))))))
			y = t.do(gorgonia.Sub(y, t.do(gorgonia.Expm1(t.do(gorgonia.Neg(t.do(gorgonia.Square(x))))))))
			y = t.do(gorgonia.Add(y, t.do(gorgonia.Sqrt(t.do(gorgonia.Exp(x))))))
			y = t.do(gorgonia.Add(y, t.do(gorgonia.Sign(x))))
			return t.do(gorgonia.Add(y, t.do(gorgonia.Softplus(t.do(gorgonia.Inverse(t.do(gorgonia.Add(t.do(gorgonia.Square(x)), s.Constant(1)))))))))
		}),
		"more functions": ownFunc(func(t *then, s scope, x node) node {
			y := t.do(gorgonia.HadamardProd(t.do(gorgonia.Tanh(x)), t.do(gorgonia.Sigmoid(x))))
			y = t.do(gorgonia.Add(y, t.do(gorgonia.Floor(x))))
			y = t.do(gorgonia.Add(y, t.do(gorgonia.Log(t.do(gorgonia.Add(t.do(gorgonia.Ceil(t.do(gorgonia.Abs(x)))), s.Constant(2)))))))
			return t.do(gorgonia.HadamardDiv(y, t.do(gorgonia.Pow(t.do(gorgonia.Add(t.do(gorgonia.Abs(x)), s.Constant(1))), s.Constant(1.5)))))
		}),
		"comparisons": ownFunc(func(t *then, s scope, x node) node {
			y := t.do(gorgonia.Gt(x, s.Constant(0.5), true))
			y = t.do(gorgonia.Add(y, t.do(gorgonia.Lte(x, s.Constant(-0.5), true))))
			return t.do(gorgonia.Add(y, t.do(gorgonia.Ne(t.do(gorgonia.Floor(x)), s.Constant(0), true))))
		}),
		"rectified": ownFunc(func(t *then, s scope, x node) node {
			return t.do(gorgonia.Add(t.do(gorgonia.Rectify(x)), t.do(gorgonia.LeakyRelu(x, 0.2))))
		}),
		"products": ownFunc(func(t *then, s scope, x node) node {
			w := t.do(s.Param("w", graph.GlorotUniform, 12, 5))
			b := t.do(s.Param("b", graph.GlorotUniform, 5))
			y := t.do(gorgonia.Mul(flat(t, x), w))
			return t.do(gorgonia.BroadcastAdd(y, b, nil, []byte{0}))
		}),
		"vectors": ownFunc(func(t *then, s scope, x node) node {
			v := t.do(s.Param("v", graph.GlorotUniform, 12))
			u := t.do(s.Param("u", graph.GlorotUniform, 12))
			y := t.do(gorgonia.Mul(flat(t, x), v)) // (batch)
			y = t.do(gorgonia.HadamardProd(y, t.do(gorgonia.Mul(u, v))))
			return t.do(gorgonia.OuterProd(y, u))
		}),
		"centred": ownFunc(func(t *then, s scope, x node) node {
			y := flat(t, x)
			mean := t.do(gorgonia.Mean(y, 1))
			y = t.do(gorgonia.BroadcastSub(y, mean, nil, []byte{1}))
			most := t.do(gorgonia.Max(t.do(gorgonia.Square(y)), 1))
			return t.do(gorgonia.BroadcastHadamardDiv(y, most, nil, []byte{1}))
		}),
		"sums": ownFunc(func(t *then, s scope, x node) node {
			return t.do(gorgonia.Sum(x, 2))
		}),
		"pieces": ownFunc(func(t *then, s scope, x node) node {
			y := flat(t, x)
			a, b := t.do(gorgonia.Slice(y, nil, gorgonia.S(0, 5))), t.do(gorgonia.Slice(y, nil, gorgonia.S(7, 12)))
			row := t.do(gorgonia.Slice(x, nil, gorgonia.S(1)))
			return t.do(gorgonia.Concat(1, a, b, row))
		}),
		"turned": ownFunc(func(t *then, s scope, x node) node {
			y := t.do(gorgonia.Transpose(x, 0, 2, 1))
			return t.do(gorgonia.Reshape(y, tensor.Shape{x.Shape()[0], 12}))
		}),
		"batched product": ownFunc(func(t *then, s scope, x node) node {
			return t.do(gorgonia.BatchedMatMul(x, x, false, true))
		}),
		"ours": ownFunc(func(t *then, s scope, x node) node {
			y := t.do(op.Log2(t.do(gorgonia.Add(t.do(gorgonia.Square(x)), s.Constant(1)))))
			y = t.do(gorgonia.Add(y, t.do(op.InverseSqrt(t.do(gorgonia.Add(t.do(gorgonia.Square(x)), s.Constant(1)))))))
			rest := t.do(op.LogSumExp(x)) // (batch, 3)
			rest = t.do(op.Columns(rest, 1, 3))
			return t.do(op.Concat(flat(t, t.do(op.SoftmaxAxis(y, 1))), rest))
		}),
		"masked": ownFunc(func(t *then, s scope, x node) node {
			w, m := t.do(s.Param("w", graph.GlorotUniform, 12, 5)), t.do(s.State("mask", graph.Ones, 12, 5))
			return t.do(op.Dense(flat(t, x), t.do(op.Mask(w, m)), nil, op.DenseConfig{ReLU: true}))
		}),
	}
}

// exportImages are layers over (batch, 2, 6, 6).
func exportImages() map[string]graph.Func {
	type node = *gorgonia.Node
	filtered := func(t *then, s *graph.Scope, x node, pad, stride, dilation []int) node {
		w := t.do(s.Param("filter", graph.GlorotUniform, 3, x.Shape()[1], 3, 3))
		return t.do(gorgonia.Conv2d(x, w, tensor.Shape{3, 3}, pad, stride, dilation))
	}
	return map[string]graph.Func{
		"conv and pool": ownFunc(func(t *then, s *graph.Scope, x node) node {
			y := t.do(gorgonia.Rectify(filtered(t, s, x, []int{1, 1}, []int{1, 1}, []int{1, 1})))
			return t.do(gorgonia.MaxPool2D(y, tensor.Shape{2, 2}, []int{0, 0}, []int{2, 2}))
		}),
		"conv with strides": ownFunc(func(t *then, s *graph.Scope, x node) node {
			return filtered(t, s, x, []int{2, 1}, []int{2, 1}, []int{1, 2})
		}),
		"patches": ownFunc(func(t *then, _ *graph.Scope, x node) node {
			return t.do(gorgonia.Im2Col(x, tensor.Shape{2, 3}, tensor.Shape{0, 1}, tensor.Shape{2, 1}, tensor.Shape{1, 1}))
		}),
		"pool with padding": ownFunc(func(t *then, _ *graph.Scope, x node) node {
			return t.do(gorgonia.MaxPool2D(x, tensor.Shape{3, 3}, []int{1, 1}, []int{2, 2}))
		}),
		"average pool": ownFunc(func(t *then, _ *graph.Scope, x node) node {
			return t.do(op.AveragePool2D(x, [2]int{3, 3}, [2]int{2, 2}, [2]int{1, 1}))
		}),
		"global average": ownFunc(func(t *then, _ *graph.Scope, x node) node {
			return t.do(gorgonia.GlobalAveragePool2D(x))
		}),
		"larger": ownFunc(func(t *then, _ *graph.Scope, x node) node { return t.do(gorgonia.Upsample2D(x, 2)) }),
	}
}

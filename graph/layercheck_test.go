package graph

import (
	"testing"

	"gorgonia.org/gorgonia"
)

// Every layer, and what stands within or around others, passes the finite-difference
// check.
func TestCheckLayers(t *testing.T) {
	relu, tanh := Dense{Units: 6, Activation: ReLU}, Dense{Units: 6, Activation: Tanh}
	last := Dense{Units: Classes}
	between := func(layers ...Layer) Layer { return Sequential{Dense{Units: 6}, Sequential(layers), Tanh, last} }
	torch := BatchNorm{Momentum: 0.9, Epsilon: 1e-5, Unbiased: true}
	shared := &Dense{Units: 6, Activation: Tanh, KernelPenalty: L2(0.01)}
	prelu := &PReLU{Initial: 0.25}
	statistics := Normalization{Mean: []float64{0.5, 0.4, 0.3, 0.2, 0.1}, Variance: []float64{0.1, 0.2, 0.3, 0.4, 0}}
	for name, net := range map[string]Layer{
		"batch norm":                     between(BatchNorm{}),
		"batch norm of PyTorch's":        between(torch),
		"batch norm without scale":       between(BatchNorm{NoScale: true}),
		"batch norm without center":      between(BatchNorm{NoCenter: true}),
		"batch norm without both":        between(BatchNorm{NoScale: true, NoCenter: true}),
		"batch norm, frozen":             between(BatchNorm{Frozen: true}),
		"batch norm of the input":        Sequential{BatchNorm{}, relu, last},
		"batch norm twice":               between(BatchNorm{}, Tanh, BatchNorm{}),
		"batch norm by a pointer, twice": between(&torch, Tanh, &torch),
		"layer norm":                     between(LayerNorm{}),
		"layer norm without both":        between(LayerNorm{NoScale: true, NoCenter: true}),
		"layer norm of the input":        Sequential{LayerNorm{}, relu, last},
		"layer norm, frozen":             between(LayerNorm{Frozen: true}),
		"residual":                       between(Residual{Layers: Sequential{relu, Dense{Units: 6}}}),
		"residual with a shortcut":       between(Residual{Layers: Sequential{relu, Dense{Units: 4}}, Shortcut: Dense{Units: 4, NoBias: true}}),
		"residual of nothing":            between(Residual{}),
		"residual of the input":          Sequential{Residual{Layers: Sequential{Dense{Units: 5, Activation: Tanh}}}, last},
		"residual in a residual":         between(Residual{Layers: Sequential{Residual{Layers: Sequential{tanh}}, BatchNorm{}}}),
		"concat":                         between(Concat{tanh, Dense{Units: 3}, nil}),
		"concat of the input with it":    Sequential{Concat{nil, tanh, nil}, last},
		"concat of one":                  between(Concat{nil}),
		"tied":                           Sequential{Dense{Name: "encoder", Units: 4, Activation: ReLU}, Dense{Share: "encoder", Transposed: true, Activation: Sigmoid}, last},
		"tied without bias":              Sequential{Dense{Name: "encoder", Units: 4}, Tanh, Dense{Share: "encoder", Transposed: true, NoBias: true}, last},
		"tied within":                    between(Dense{Name: "a", Units: 4}, Tanh, Dense{Share: "a", Transposed: true}, Dense{Share: "a", Transposed: false}, Tanh),
		"shared":                         between(tanh, Dense{Name: "a", Units: 6}, Tanh, Dense{Share: "a"}),
		"by a pointer, with a penalty":   between(shared, shared, shared),
		"PReLU by a pointer":             Sequential{Dense{Units: 6}, prelu, Dense{Units: 6}, prelu, last},
		"penalties":                      Sequential{Dense{Units: 6, Activation: Tanh, KernelPenalty: Penalty{0.01, 0.1}, BiasPenalty: L2(0.1)}, Dense{Units: Classes, KernelPenalty: L1(0.02)}},
		"frozen dense":                   Sequential{Dense{Units: 6, Activation: ReLU, Frozen: true}, last},
		"frozen between":                 between(Dense{Units: 6, Frozen: true, KernelPenalty: L2(0.1)}, Tanh),
		"frozen around":                  Sequential{Frozen{Sequential{relu, BatchNorm{}}}, last},
		"frozen and shared":              between(Dense{Name: "a", Units: 6, Frozen: true}, Tanh, Dense{Share: "a"}, Tanh),
		"rescaling":                      Sequential{Rescaling{Scale: 2, Offset: -1}, relu, last},
		"rescaling between":              between(Rescaling{Scale: 0.5, Offset: 0.1}),
		"normalization":                  Sequential{statistics, relu, last},
		"normalization between":          Sequential{Dense{Units: 5}, Normalization{Mean: statistics.Mean, Variance: []float64{1, 2, 3, 4, 5}}, Tanh, last},
		"reshape and permute":            between(Reshape{Shape: []int{2, 3}}, Permute{Axes: []int{2, 1}}, Flatten{}),
		"noise":                          Sequential{GaussianNoise{Deviation: 0.3}, tanh, GaussianNoise{Deviation: 0.1}, last},
		"dropout and batch norm":         between(Dropout{Rate: 0.3}, BatchNorm{}, Dropout{Rate: 0.2}),
		"state of one's own":             between(Func(running)),
		"a loss that a layer adds":       between(Func(sparsity)),
		"classes within":                 WithClasses(Sequential{tanh, Sequential{last}}, 3),
		"all together":                   Sequential{everything[:6], last},
	} {
		t.Run(name, func(t *testing.T) {
			o := CheckOptions{Input: []int{5}, Classes: 3, Loss: SparseCategoricalCrossentropy{From: FromLogits, LabelSmoothing: 0.1}}
			checkRight(t, name, net, o)
		})
	}
}

// running is a layer that subtracts half of a running mean and updates it.
func running(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	mean, err := s.State("mean", Ones, 1, x.Shape()[1])
	if err != nil {
		return nil, err
	}
	now, err := gorgonia.Mean(x, 0)
	if err != nil {
		return nil, err
	}
	if now, err = gorgonia.Reshape(now, mean.Shape()); err != nil {
		return nil, err
	}
	if err := s.Update(mean, now); err != nil {
		return nil, err
	}
	return gorgonia.BroadcastSub(x, mean, nil, []byte{0})
}

// sparsity is a layer that adds a penalty on activations to the loss.
func sparsity(s *Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	penalty, err := gorgonia.Mean(gorgonia.Must(gorgonia.Square(x)))
	if err != nil {
		return nil, err
	}
	return x, s.AddLoss(penalty)
}

// Heads, of one loss and of weighted ones, frozen and shared.
func TestCheckHeads(t *testing.T) {
	digit, even := Dense{Units: 3}, Dense{Units: 2, KernelPenalty: L2(0.01)}
	logits := SparseCategoricalCrossentropy{From: FromLogits}
	weighted := Weighted{"digit": {Loss: logits}, "even": {BinaryCrossentropy{From: FromLogits}, 0.3}}
	trunk := Sequential{Dense{Units: 6}, BatchNorm{}, Tanh}
	pointer := &Dense{Units: 3}
	for name, c := range map[string]struct {
		net  Layer
		loss Loss
	}{
		"weighted":             {Sequential{trunk, Heads{{"digit", digit}, {"even", even}}}, weighted},
		"of the input":         {Heads{{"digit", digit}, {"even", even}}, weighted},
		"one frozen":           {Sequential{trunk, Heads{{"digit", Frozen{digit}}, {"even", even}}}, weighted},
		"of equal weights":     {Sequential{trunk, Heads{{"digit", pointer}, {"even", Sequential{pointer, Tanh, even}}}}, weighted},
		"the output itself":    {Sequential{trunk, Heads{{"digit", digit}, {"even", Sequential{}}}}, Weighted{"digit": {Loss: logits}, "even": {Loss: MeanSquaredError}}},
		"softmax and sigmoid":  {Sequential{trunk, Heads{{"digit", Sequential{digit, Softmax}}, {"even", Sequential{even, Sigmoid}}}}, Weighted{"digit": {Loss: SparseCategoricalCrossentropy{}}, "even": {Loss: BinaryCrossentropy{}}}},
		"one loss of all":      {Sequential{trunk, Heads{{"digit", digit}, {"even", even}}}, MeanSquaredError},
		"then dropout of them": {Sequential{trunk, Heads{{"digit", Sequential{Dropout{Rate: 0.3}, digit}}, {"even", Sequential{Dropout{Rate: 0.3}, even}}}}, weighted},
	} {
		t.Run(name, func(t *testing.T) { checkRight(t, name, c.net, CheckOptions{Input: []int{5}, Loss: c.loss}) })
	}
}

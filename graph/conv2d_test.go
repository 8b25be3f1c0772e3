package graph

import (
	"math"
	"slices"
	"strings"
	"testing"
)

// Convolutions, pools and what goes with them pass the finite-difference check, alone, in
// each other and in residual blocks.
func TestCheckConvolutions(t *testing.T) {
	three := [2]int{3, 3}
	conv := func(filters int, a Activation) Conv2D {
		return Conv2D{Filters: filters, Size: three, Padding: Same, Activation: a}
	}
	last := Sequential{Flatten{}, Dense{Units: Classes}}
	shared := &Conv2D{Filters: 3, Size: three, Padding: Same, Activation: Tanh, KernelPenalty: L2(0.01)}
	for name, net := range map[string]Layer{
		"of keras.io":       Sequential{Conv2D{Filters: 4, Size: three, Activation: ReLU}, MaxPool2D{}, Conv2D{Filters: 5, Size: [2]int{2, 2}, Activation: ReLU}, MaxPool2D{Size: [2]int{2, 1}}, Flatten{}, Dropout{Rate: 0.5}, Dense{Units: Classes, Activation: Softmax}},
		"of PyTorch":        Sequential{Conv2D{Filters: 4, Size: three, Activation: ReLU, Kernel: TorchUniform, Bias: TorchUniform}, Conv2D{Filters: 5, Size: three, Activation: ReLU}, MaxPool2D{}, Dropout{Rate: 0.25}, Flatten{Planes: true}, Dense{Units: Classes}},
		"strides":           Sequential{Conv2D{Filters: 4, Size: three, Stride: [2]int{2, 2}, Activation: Tanh}, last},
		"dilation":          Sequential{Conv2D{Filters: 4, Size: three, Dilation: [2]int{2, 2}, Padding: Pad(1)}, last},
		"groups":            Sequential{conv(4, Tanh), Conv2D{Filters: 8, Size: three, Groups: 4, NoBias: true}, last},
		"1x1":               Sequential{conv(4, ReLU), Conv2D{Filters: 3, Size: [2]int{1, 1}, Activation: ReLU}, last},
		"larger":            Sequential{Conv2D{Filters: 2, Size: [2]int{9, 11}, Padding: Same}, last},
		"batch norm":        Sequential{Conv2D{Filters: 4, Size: three, NoBias: true}, BatchNorm{}, ReLU, MaxPool2D{Size: three, Stride: [2]int{2, 2}, Padding: Same}, last},
		"residual":          Sequential{conv(4, ReLU), Residual{Layers: Sequential{conv(4, ReLU), conv(4, nil), BatchNorm{Momentum: 0.9, Epsilon: 1e-5, Unbiased: true}}}, ReLU, GlobalAveragePool2D{}, Dense{Units: Classes}},
		"average":           Sequential{conv(4, ReLU), AveragePool2D{}, AveragePool2D{Size: three, Stride: [2]int{1, 1}, Padding: Pad(1), CountPadding: true}, last},
		"spatial dropout":   Sequential{conv(6, ReLU), SpatialDropout2D{Rate: 0.4}, MaxPool2D{}, last},
		"of the input":      Sequential{MaxPool2D{Size: [2]int{2, 1}}, AveragePool2D{Size: [2]int{1, 2}}, last},
		"penalties, frozen": Sequential{Conv2D{Filters: 3, Size: three, KernelPenalty: L2(0.1), BiasPenalty: L1(0.1), Activation: Tanh}, Conv2D{Filters: 3, Size: three, Frozen: true}, last},
		"by a pointer":      Sequential{conv(3, ReLU), shared, shared, last},
	} {
		t.Run(name, func(t *testing.T) {
			loss := SparseCategoricalCrossentropy{From: FromLogits}
			if name == "of keras.io" {
				loss.From = FromSoftmax
			}
			checkRight(t, name, net, CheckOptions{Input: []int{8, 7}, Classes: 3, Loss: loss, Batch: 3, Samples: 24})
		})
	}
}

// The shapes and the numbers of weights are those that Keras' summary prints of its Simple
// MNIST convnet, and torchinfo of PyTorch's example.
func TestConvolutionsAreSummarized(t *testing.T) {
	three := [2]int{3, 3}
	for _, c := range []struct {
		net     Layer
		outputs []string
		params  []int
	}{
		{
			Sequential{Conv2D{Filters: 32, Size: three, Activation: ReLU}, MaxPool2D{}, Conv2D{Filters: 64, Size: three, Activation: ReLU}, MaxPool2D{}, Flatten{}, Dropout{Rate: 0.5}, Dense{Units: 10, Activation: Softmax}},
			[]string{"conv2d 26x26x32", "max_pooling2d 13x13x32", "conv2d_1 11x11x64", "max_pooling2d_1 5x5x64", "flatten 1600", "dropout 1600", "dense 10"},
			[]int{320, 0, 18496, 0, 0, 0, 16010},
		},
		{
			Sequential{Conv2D{Name: "conv1", Filters: 32, Size: three, Activation: ReLU}, Conv2D{Name: "conv2", Filters: 64, Size: three, Activation: ReLU}, MaxPool2D{}, Flatten{Planes: true}, Dense{Name: "fc1", Units: 128, Activation: ReLU}, Dense{Name: "fc2", Units: 10}},
			[]string{"conv1 26x26x32", "conv2 24x24x64", "max_pooling2d 12x12x64", "flatten 9216", "fc1 128", "fc2 10"},
			[]int{320, 18496, 0, 0, 1179776, 1290},
		},
	} {
		s, err := Summarize(c.net, []int{28, 28})
		if err != nil {
			t.Fatal(err)
		}
		var outputs []string
		var params []int
		for _, l := range s.Layers() {
			outputs, params = append(outputs, l.Name+" "+shapeList(l.Output)), append(params, l.Params)
		}
		if !slices.Equal(outputs, c.outputs) || !slices.Equal(params, c.params) {
			t.Errorf("got %v of %v,\nwant %v of %v", outputs, params, c.outputs, c.params)
		}
	}
}

// Kernels are drawn by the fans of Keras' and of PyTorch's documentation: glorot_uniform
// within ±√(6/(9·4 + 9·8)), and PyTorch's within ±1/√(9·4).
func TestConvolutionsAreDrawnByTheirFans(t *testing.T) {
	for name, c := range map[string]struct {
		conv  Conv2D
		limit float64
	}{
		"Keras":   {Conv2D{}, math.Sqrt(6. / (9*4 + 9*8))},
		"PyTorch": {Conv2D{Kernel: TorchUniform, Bias: TorchUniform}, 1. / 6},
	} {
		c.conv.Filters, c.conv.Size, c.conv.Groups = 8, [2]int{3, 3}, 2
		p := mustInit(t, c.conv, 5, 5, 8)
		w := p.Get("conv2d/kernel").Float32s()
		most := 0.0
		for _, v := range w {
			most = max(most, math.Abs(float64(v)))
		}
		if most > c.limit || most < 0.97*c.limit {
			t.Errorf("%s: the largest weight is %v, want a little under %v", name, most, c.limit)
		}
		if b := slices.Max(p.Get("conv2d/bias").Float32s()); name == "PyTorch" && (b <= 0 || float64(b) > c.limit) || name == "Keras" && b != 0 {
			t.Errorf("%s: the largest bias is %v", name, b)
		}
	}
}

// Planes is PyTorch's order: channel by channel.
func TestFlattenByPlanes(t *testing.T) {
	net := Sequential{Reshape{Shape: []int{2, 2, 3}}, Flatten{Planes: true}}
	p, err := Compile(net, &Params{}, Options{Batch: 1, Input: []int{12}})
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	for i := range p.Input() {
		p.Input()[i] = float32(i)
	}
	if err := p.Run(); err != nil {
		t.Fatal(err)
	}
	if got, want := p.Output(), []float32{0, 3, 6, 9, 1, 4, 7, 10, 2, 5, 8, 11}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestConvolutionErrors(t *testing.T) {
	three := [2]int{3, 3}
	for want, net := range map[string]Layer{
		"graph: conv2d: Failed to infer shape. Op: conv2D: op: conv2D: images are [8 7]": Conv2D{Filters: 1, Size: [2]int{9, 9}},
		"got 0 filters":                 Conv2D{Size: three},
		"of 0 x 0":                      Conv2D{Filters: 2},
		"groups that divide":            Conv2D{Filters: 3, Size: three, Groups: 2},
		"put a graph.Reshape before it": Sequential{Flatten{}, Conv2D{Filters: 1, Size: three}},
		"padding smaller":               MaxPool2D{Padding: Pad(2)},
		"padding from 0 on":             AveragePool2D{Stride: [2]int{-1, 1}},
		"rate is 1":                     SpatialDropout2D{Rate: 1},
	} {
		if _, err := Summarize(net, []int{8, 7}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got error %v, want one with %q", err, want)
		}
	}
}

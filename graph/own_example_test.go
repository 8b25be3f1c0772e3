package graph_test

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph"
)

// scale multiplies each feature with a weight of its own, which begins as 1.
func scale(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	weight, err := s.Param("weight", graph.Ones, x.Shape()[1])
	if err != nil {
		return nil, err
	}
	return gorgonia.BroadcastHadamardProd(x, weight, nil, []byte{0})
}

// A layer of your own with a parameter: it is named, drawn from the seed, trained and
// saved as those of the others are. Check compares its gradient with finite differences.
func ExampleScope_Param() {
	net := graph.Sequential{graph.Dense{Units: 4, Activation: graph.Tanh}, graph.Func(scale), graph.Dense{Units: 2}}
	params, err := graph.Init(net, []int{3}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	report, err := graph.Check(net, params, graph.CheckOptions{Input: []int{3}, Loss: graph.MeanSquaredError})
	fmt.Println(params.Names(), report.Worst() < 1e-6, err)
	// Output: [dense/kernel dense/bias func/weight dense_1/kernel dense_1/bias] true <nil>
}

// centred takes its mean from each feature: the batch's in training, else a moving average
// of those that were seen.
func centred(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	mean, err := s.State("mean", graph.Zeros, x.Shape()[1])
	if err != nil {
		return nil, err
	}
	if s.Training() {
		batch := gorgonia.Must(gorgonia.Mean(x, 0))
		old := gorgonia.Must(gorgonia.Mul(mean, s.Constant(0.75)))
		if err := s.Update(mean, gorgonia.Must(gorgonia.Add(old, gorgonia.Must(gorgonia.Mul(batch, s.Constant(0.25)))))); err != nil {
			return nil, err
		}
		mean = batch
	}
	return gorgonia.BroadcastSub(x, mean, nil, []byte{0})
}

// State is what a layer keeps and no optimizer trains. By hand: the mean of 2 and 6 is 4,
// so that the state becomes 0.75·0 + 0.25·4 = 1.
func ExampleScope_State() {
	net := graph.Sequential{graph.Func(centred), graph.Dense{Units: 1, Kernel: graph.Ones}}
	params, err := graph.Init(net, []int{1}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	run := func(mode graph.Mode) {
		p, err := graph.Compile(net, params, graph.Options{Mode: mode, Batch: 2, Input: []int{1}})
		if err != nil {
			fmt.Println(err)
			return
		}
		defer p.Close()
		copy(p.Input(), []float32{2, 6})
		fmt.Println(p.Run(), p.Output(), "state", params.Get("func/mean").Float32s())
	}
	run(graph.Training)
	run(graph.Inference)
	// Output:
	// <nil> [-2 2] state [1]
	// <nil> [1 5] state [1]
}

// small adds a penalty on a layer's outputs to the loss, and lets them through.
func small(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
	square := gorgonia.Must(gorgonia.Mean(gorgonia.Must(gorgonia.Square(x))))
	return x, s.AddLoss(gorgonia.Must(gorgonia.Mul(square, s.Constant(0.5))))
}

// Penalties are added to the loss. By hand: the output 2·3 misses the target 5 by 1, whose
// square is 1; the kernel's penalty is 0.1·2² = 0.4, the output's 0.5·6² = 18.
func ExampleScope_AddLoss() {
	net := graph.Sequential{graph.Dense{Units: 1, NoBias: true, KernelPenalty: graph.L2(0.1)}, graph.Func(small)}
	params, err := graph.Init(net, []int{1}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	params.Get("dense/kernel").Float32s()[0] = 2
	p, err := graph.Compile(net, params, graph.Options{Mode: graph.Training, Batch: 1, Input: []int{1}, Loss: graph.MeanSquaredError})
	if err != nil {
		fmt.Println(err)
		return
	}
	p.Input()[0], p.Targets()[0] = 3, 5
	fmt.Printf("%v %.4f\n", p.Run(), p.Loss())
	// Output: <nil> 19.4000
}

// A tap gives a node a name; the output of a layer has the layer's. By hand: |-2| = 2, and
// the last layer adds up what is left of it, -2.
func ExampleScope_Tap() {
	net := graph.Sequential{
		graph.Func(func(s *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) {
			size := gorgonia.Must(gorgonia.Abs(x))
			return gorgonia.Must(gorgonia.Neg(size)), s.Tap("size", size)
		}),
		graph.Dense{Name: "last", Units: 1, Kernel: graph.Ones},
	}
	params, err := graph.Init(net, []int{1}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	p, err := graph.Compile(net, params, graph.Options{Batch: 1, Input: []int{1}, Taps: []string{"size", "last"}})
	if err != nil {
		fmt.Println(err)
		return
	}
	p.Input()[0] = -2
	fmt.Println(p.Run(), p.Tapped("size"), p.Tapped("last"))
	// Output: <nil> [2] [-2]
}

// A frozen layer is not trained, one that shares a kernel has none of its own. By hand: the
// encoder has 784·32 + 32 weights, the batch norm 4·32, the decoder 784 biases.
func ExampleDense() {
	net := graph.Sequential{
		graph.Frozen{Layer: graph.Sequential{graph.Dense{Name: "encoder", Units: 32, Activation: graph.ReLU}, graph.BatchNorm{}}},
		graph.Dense{Name: "decoder", Share: "encoder", Transposed: true, Activation: graph.Sigmoid},
	}
	summary, err := graph.Summarize(net, []int{784})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(summary)
	// Output:
	// ───────────────────────────────────────────────────────────────────
	//  Layer (type)                               Output Shape   Param #
	// ───────────────────────────────────────────────────────────────────
	//  encoder (Dense)                            (None, 32)      25,120
	//  batch_normalization (BatchNormalization)   (None, 32)         128
	//  decoder (Dense)                            (None, 784)        784
	// ───────────────────────────────────────────────────────────────────
	//  Total params: 26,032 (101.69 KB)
	//  Trainable params: 784 (3.06 KB)
	//  Non-trainable params: 25,248 (98.62 KB)
}

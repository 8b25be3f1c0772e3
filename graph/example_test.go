package graph_test

import (
	"fmt"

	"gorgonia.org/gorgonia"

	"digits/graph"
)

// A network is a list of layers; a graph.Func makes one of any function over
// gorgonia nodes.
func Example() {
	net := graph.Sequential{
		graph.Dense{Units: 64, Activation: graph.ReLU},
		graph.Func(func(_ *graph.Scope, x *gorgonia.Node) (*gorgonia.Node, error) { return gorgonia.Square(x) }),
		graph.Dense{Units: 10, Activation: graph.Softmax},
	}
	summary, err := graph.Summarize(net, []int{784})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(summary)
	// Output:
	// ──────────────────────────────────────────
	//  Layer (type)      Output Shape   Param #
	// ──────────────────────────────────────────
	//  dense (Dense)     (None, 64)      50,240
	//  func (Func)       (None, 64)           0
	//  dense_1 (Dense)   (None, 10)         650
	// ──────────────────────────────────────────
	//  Total params: 50,890 (198.79 KB)
	//  Trainable params: 50,890 (198.79 KB)
	//  Non-trainable params: 0 (0.00 B)
}

// A Program computes with the parameters' memory. By hand: 3·2 + 1 = 7.
func ExampleCompile() {
	net := graph.Dense{Units: 1}
	params, err := graph.Init(net, []int{1}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	params.Get("dense/kernel").Float32s()[0] = 2
	params.Get("dense/bias").Float32s()[0] = 1
	program, err := graph.Compile(net, params, graph.Options{Batch: 1, Input: []int{1}})
	if err != nil {
		fmt.Println(err)
		return
	}
	program.Input()[0] = 3
	if err := program.Run(); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(program.Output())
	// Output: [7]
}

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

// An activation of your own is a function and its derivative; Derive computes
// both by a graph. By hand: the cube of 2 is 8, its derivative 3·2² = 12.
func ExampleFunction() {
	cube := &graph.Function{Title: "cube", Value: func(x float64) float64 { return x * x * x }, Derivative: func(x float64) float64 { return 3 * x * x }}
	y, dy, err := graph.Derive(cube, [][]float64{{2}})
	fmt.Println(y, dy, err)
	// Output: [[8]] [[12]] <nil>
}

// A lesson's two losses: |2.0032198 - 0.34|, and its square.
func ExampleDeriveLoss() {
	for _, loss := range []graph.Loss{graph.MeanAbsoluteError, graph.MeanSquaredError, graph.Huber{Delta: 0.5}} {
		value, gradient, err := graph.DeriveLoss(loss, [][]float64{{2.0032198}}, [][]float64{{0.34}})
		fmt.Printf("%s %.7f %.4f %v\n", loss.Name(), value, gradient, err)
	}
	// Output:
	// mean_absolute_error 1.6632198 [[1.0000]] <nil>
	// mean_squared_error 2.7663001 [[3.3264]] <nil>
	// huber 0.7066099 [[0.5000]] <nil>
}

// A loss of your own of gorgonia's operations: the square of the sum of the
// errors. By hand: (1+2-0-1)² = 4, derived by each output 2·2.
func ExampleLossFunc() {
	own := graph.LossFunc(func(_ *graph.Scope, y, target *gorgonia.Node) (*gorgonia.Node, error) {
		return gorgonia.Square(gorgonia.Must(gorgonia.Sum(gorgonia.Must(gorgonia.Sub(y, target)))))
	})
	fmt.Println(graph.DeriveLoss(own, [][]float64{{1, 2}}, [][]float64{{0, 1}}))
	// Output: 4 [[4 4]] <nil>
}

package graph_test

import (
	"fmt"

	"digits/graph"
)

// By hand: the loss (3·v + w - 5)² has the second derivatives 2·(3, 1)·(3, 1)ᵀ, whose product
// with the direction (1, 2) is 2·5·(3, 1).
func ExampleHessianVector() {
	net := graph.Dense{Units: 1, NoBias: true}
	params, err := graph.Init(net, []int{2}, 1)
	if err != nil {
		fmt.Println(err)
		return
	}
	o := graph.Options{Batch: 1, Input: []int{2}, Loss: graph.MeanSquaredError}
	x := graph.Examples{Inputs: []float64{3, 1}, Targets: []float64{5}}
	product, err := graph.HessianVector(net, params, o, x, map[string][]float64{"dense/kernel": {1, 2}})
	fmt.Printf("%.6f %v\n", product["dense/kernel"], err)
	// Output: [30.000000 10.000000] <nil>
}
